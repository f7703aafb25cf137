import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SimulatorOptions } from '../../../simulator/options.ts';
import { type RunningSimulator, startSimulator } from '../../../simulator/startSimulator.ts';

/** A Monday. */
export const monday = Date.parse('2026-03-02T10:00:00Z');
export const redirectUri = 'https://erp.example/callback';
const clientPair = 'kontosync-simulated-client:kontosync-simulated-secret';
export const apiKey = 'kontosync-simulated-api-key';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface TokenPair {
  readonly access: string;
  readonly refresh: string;
}

export const tokenSchema = z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() });
export const pageSchema = z.object({
  account: z.object({ bban: z.string() }),
  transactions: z.object({
    booked: z.array(z.looseObject({ transactionId: z.string(), bookingDate: z.string() })),
    pending: z.array(z.looseObject({ transactionId: z.string() })),
  }),
  links: z.object({ next: z.object({ href: z.string() }) }).optional(),
});
const tppSchema = z.object({ tppMessages: z.tuple([z.object({ code: z.union([z.string(), z.number()]) })]) });
export const codeOf = ({ body }: Answer): string | number => tppSchema.parse(body).tppMessages[0].code;
export const oauthErrorOf = ({ body }: Answer): string => z.object({ error: z.string() }).parse(body).error;

/** A simulator with a clock that stands still, and what a caller of the bank does with it. */
export class BankCustomer {
  readonly clock: { nowMs: number };
  readonly simulator: RunningSimulator;

  constructor(simulator: RunningSimulator, clock: { nowMs: number }) {
    this.simulator = simulator;
    this.clock = clock;
  }

  static async open(options: SimulatorOptions = {}, clock = { nowMs: monday }): Promise<BankCustomer> {
    const simulator = await startSimulator({ redirectUris: [redirectUri], now: () => clock.nowMs, ...options });
    return new BankCustomer(simulator, clock);
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(new URL(path, this.simulator.url), { redirect: 'manual', ...init });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  control(method: string, path: string, body?: unknown): Promise<Answer> {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return this.fetch(`/control${path}`, { method, ...init });
  }

  async switchOn(fault: Record<string, unknown>): Promise<void> {
    const { status, body } = await this.control('POST', '/faults', fault);
    if (status !== 201) throw new Error(`no fault: ${JSON.stringify(body)}`);
  }

  async switchAllOff(): Promise<void> {
    await this.control('DELETE', '/faults');
  }

  form(path: string, form: Record<string, string>, pair: string | null = clientPair): Promise<Answer> {
    const headers = pair === null ? {} : { authorization: `Basic ${btoa(pair)}` };
    return this.fetch(path, { method: 'POST', headers, body: new URLSearchParams(form) });
  }

  /** A data call; a header given as `undefined` is left out. */
  get(path: string, access: string, headers: Record<string, string | undefined> = {}): Promise<Answer> {
    const all = { authorization: `Bearer ${access}`, 'x-api-key': apiKey, 'x-request-id': randomUUID(), ...headers };
    return this.fetch(path, {
      headers: Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined),
    });
  }

  /** The body as it came, JSON or not. */
  async text(path: string, access: string): Promise<string> {
    const headers = { authorization: `Bearer ${access}`, 'x-api-key': apiKey, 'x-request-id': randomUUID() };
    const response = await fetch(new URL(path, this.simulator.url), { headers });
    return response.text();
  }

  authorizationUrl(verifier: string, changes: Record<string, string> = {}): string {
    const url = new URL('/oauth2/authorize', this.simulator.url);
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: 'kontosync-simulated-client',
      redirect_uri: redirectUri,
      scope: 'accounts',
      state: 'st&te',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...changes,
    }).toString();
    return url.href;
  }

  /** What the person's browser is sent to. */
  async decide(decision: 'grant' | 'deny', authorizationUrl: string, accounts?: readonly string[]): Promise<URL> {
    const answer = await this.control('POST', '/authorize', {
      authorization_url: authorizationUrl,
      decision,
      accounts,
    });
    return new URL(z.object({ redirect_url: z.url() }).parse(answer.body).redirect_url);
  }

  redeem(code: string, verifier: string, changes: Record<string, string> = {}): Promise<Answer> {
    const form = { grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri };
    return this.form('/oauth2/token', { ...form, ...changes });
  }

  refresh(refreshToken: string): Promise<Answer> {
    return this.form('/oauth2/token', { grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  async connect(accounts?: readonly string[]): Promise<TokenPair> {
    const verifier = newVerifier();
    const redirect = await this.decide('grant', this.authorizationUrl(verifier), accounts);
    return tokensIn(await this.redeem(redirect.searchParams.get('code') ?? '', verifier));
  }

  /** The first test user's main account. */
  async mainAccount(): Promise<string> {
    const { body } = await this.control('GET', '/accounts');
    const [account] = z.object({ accounts: z.array(z.object({ id: z.string() })).min(1) }).parse(body).accounts;
    return account?.id ?? '';
  }

  async openAccount(body: { readonly rows: number } & Record<string, unknown>): Promise<string> {
    const answer = await this.control('POST', '/accounts', body);
    return z.object({ id: z.string() }).parse(answer.body).id;
  }

  /** All pages, from the first. */
  async pages(
    account: string,
    access: string,
    between: (page: number) => Promise<void> = async () => {},
  ): Promise<readonly z.infer<typeof pageSchema>[]> {
    const pages: z.infer<typeof pageSchema>[] = [];
    const first = `/v1/accounts/${account}/transactions?bookingStatus=both`;
    for (let next: string | undefined = first; next !== undefined; next = pages.at(-1)?.links?.next.href) {
      pages.push(pageSchema.parse((await this.get(next, access, present)).body));
      await between(pages.length);
    }
    return pages;
  }

  async truthIds(account: string): Promise<readonly string[]> {
    const { body } = await this.control('GET', `/accounts/${account}/transactions`);
    const rows = z.object({ transactions: z.array(z.object({ transaction_id: z.string() })) }).parse(body);
    return rows.transactions.map(({ transaction_id }) => transaction_id);
  }

  close(): Promise<void> {
    return this.simulator.close();
  }
}

/** A person is there. */
export const present = { 'psu-ip-address': '203.0.113.7' };
export const newVerifier = (): string => randomBytes(32).toString('base64url');

export function tokensIn(answer: Answer): TokenPair {
  const { access_token: access, refresh_token: refresh } = tokenSchema.parse(answer.body);
  return { access, refresh };
}
