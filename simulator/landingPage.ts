import type { RequestHandler } from 'express';
import type { SimulatorContext } from './context.ts';
import { controlRoutes } from './control/controlRoutes.ts';
import { html, sendPage } from './html.ts';

const shownAccounts = 100;

/** `GET /`: what this is, whom it knows, how it is worked. */
export const getLandingPage =
  ({ bank, settings, addresses }: SimulatorContext): RequestHandler =>
  (_request, response) => {
    const { tls } = addresses;
    const accounts = bank.accounts();
    const rows = accounts
      .slice(0, shownAccounts)
      .map(
        ({ id, iban, name, currency, owner, person }) =>
          html`<tr><td><code>${person.id}</code> ${person.name}</td><td>${owner}</td><td>${name} (${currency})</td><td><code>${id}</code></td><td><code>${iban}</code></td></tr>`,
      );
    const routes = controlRoutes.map(
      ({ method, path, what }) =>
        html`<tr><td><code>${method.toUpperCase()} /control${path.replace(/:(\w+)/g, '{$1}')}</code></td><td>${what}</td></tr>`,
    );
    const body = html`<h1>Simulated bank</h1>
<p class="note">A bank for tests and demonstrations that speaks as DNB does. No real person, account or payment is in it.</p>
<p>Seed <code>${settings.seed}</code>; the bank's day is ${bank.today()} (Oslo). ${accounts.length} accounts.</p>
<h2>Persons and accounts</h2><table><tr><th>person</th><th>owner</th><th>account</th><th>number</th><th>IBAN</th></tr>${rows}</table>
<h2>Bank</h2><p><code>GET /oauth2/authorize</code>, <code>POST /oauth2/token</code>, <code>POST /oauth2/revoke</code>, <code>GET /.well-known/oauth-authorization-server</code>,
<code>GET /v1/accounts</code>, <code>/v1/accounts/{bban}/balances</code>, <code>/v1/accounts/{bban}/transactions</code>,
<code>POST /v1/consents</code>, <code>GET</code> and <code>DELETE /v1/consents/{id}</code>, <code>GET /v1/consents/{id}/status</code>${tls === null ? html`` : html`; for callers with a certificate at <code>${tls.url}</code>`}</p>
<h2>Control, from this machine only</h2><table>${routes}</table>`;
    sendPage(response, { language: 'en', title: 'Simulated bank', body, wide: true });
  };
