import type { RequestHandler, Response } from 'express';
import { z } from 'zod';
import { decideConsent } from '../consent/decideConsent.ts';
import { waitingConsent } from '../consent/scaPage.ts';
import type { SimulatorContext } from '../context.ts';
import type { BankAccount } from '../ledger/bank.ts';
import { checkAuthorizationRequest } from '../oauth/authorizationRequest.ts';
import { denyAccess, grantAccess } from '../oauth/decide.ts';
import { sendControlError } from './controlError.ts';
import { findAccount, withBody } from './controlRoute.ts';

const bodySchema = z.strictObject({
  authorization_url: z.url(),
  decision: z.enum(['grant', 'deny']),
  /** Exactly these, of one person; absent: all of the person's. */
  accounts: z.array(z.string()).min(1).optional(),
  /** Absent: the owner of the accounts, else the first test user. */
  person: z.string().optional(),
});

/** Profile `consent`: no address to go to where the bank sends the person nowhere. */
function answerSca(
  context: SimulatorContext,
  url: URL,
  { decision, accounts, person }: Omit<z.infer<typeof bodySchema>, 'authorization_url'>,
  response: Response,
): void {
  const consent = waitingConsent(context, url.searchParams.get('ticket') ?? '');
  if (consent === undefined) return sendControlError(response, 400, 'no consent waits here');
  const chosen = choose(context, accounts, person ?? consent.asked?.psuId ?? undefined);
  if (!chosen.ok) return sendControlError(response, 400, chosen.error);
  const { personId, accountIds } = chosen;
  const redirectUrl = decideConsent(
    context,
    consent,
    decision === 'deny' ? { kind: 'deny' } : { kind: 'grant', personId, accountIds },
  );
  response.json({ redirect_url: redirectUrl, consent_id: consent.id });
}

type Chosen =
  | { readonly ok: true; readonly personId: string; readonly accountIds: readonly string[] }
  | { readonly ok: false; readonly error: string };

/** `POST /control/authorize`: plays the person on the bank's page. A request that is wrong gets the page's redirect too. */
export const postControlAuthorize = (context: SimulatorContext): RequestHandler =>
  withBody(bodySchema, ({ authorization_url, decision, accounts, person }, _request, response) => {
    const url = new URL(authorization_url);
    if (url.pathname === '/sca') return answerSca(context, url, { decision, accounts, person }, response);
    const checked = checkAuthorizationRequest(url.searchParams, context.settings);
    if (checked.kind === 'unsafe') return sendControlError(response, 400, checked.reason);
    if (checked.kind === 'refused') return void response.json({ redirect_url: checked.redirectUrl });
    const decided = { request: checked.request, issuer: url.origin };
    if (decision === 'deny') return void response.json({ redirect_url: denyAccess(context, decided) });
    const chosen = choose(context, accounts, person);
    if (!chosen.ok) return sendControlError(response, 400, chosen.error);
    const { redirectUrl, consentId } = grantAccess(context, { ...decided, ...chosen });
    response.json({ redirect_url: redirectUrl, consent_id: consentId });
  });

function choose({ bank }: SimulatorContext, ids: readonly string[] | undefined, person: string | undefined): Chosen {
  if (ids === undefined) {
    const personId = person ?? bank.persons()[0]?.id ?? '';
    const accountIds = bank.accountsOf(personId).map(({ id }) => id);
    return accountIds.length === 0 ? { ok: false, error: 'no such person' } : { ok: true, personId, accountIds };
  }
  const accounts: BankAccount[] = [];
  for (const id of ids) {
    const account = findAccount(bank, id);
    if (account === undefined) return { ok: false, error: 'no such account' };
    accounts.push(account);
  }
  const [personId = '', ...others] = new Set(accounts.map((account) => account.person.id));
  if (others.length > 0 || (person !== undefined && person !== personId))
    return { ok: false, error: 'a person grants own accounts only' };
  return { ok: true, personId, accountIds: [...new Set(accounts.map(({ id }) => id))] };
}
