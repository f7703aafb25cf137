import { z } from 'zod';
import { type Caller, createCaller } from './caller.ts';

const truthShape = z.object({ count: z.int(), sumMinor: z.string() });
const rowShape = z.object({
  transaction_id: z.string(),
  amount: z.string(),
  currency: z.string(),
  booking_date: z.iso.date(),
  kid: z.string().nullable(),
  text: z.string(),
});
const requestShape = z.object({
  endpoint: z.string(),
  status: z.int().nullable(),
  grant_type: z.string().optional(),
  rows: z.int(),
  headers: z.record(z.string(), z.string()),
});
const consentShape = z.object({ id: z.string(), status: z.string() });

export type BankTruth = z.output<typeof truthShape>;
export type BankRow = z.output<typeof rowShape>;
export type BankRequest = z.output<typeof requestShape>;

export interface NewBankAccount {
  readonly rows: number;
  /** Its rows are spread over so many days until today. Within 90, all of them are in a first sync's window. */
  readonly days?: number;
  readonly pageSize?: number;
  /** A person's id, to give several accounts to one. */
  readonly owner?: string;
}
export interface NewBankRow {
  readonly amount: string;
  readonly booking_date?: string;
  readonly kid?: string;
  readonly text?: string;
}
/** The other members are the fault's parameters. */
export type BankFault = { readonly name: string; readonly account?: string } & Readonly<Record<string, unknown>>;

/** The simulator's control API (contract 7), typed. */
export interface BankControl {
  readonly url: string;
  /** An account with an owner of its own; its number, which is also the bank's id for it. */
  openAccount(account: NewBankAccount): Promise<string>;
  truth(account: string): Promise<BankTruth>;
  /** Oldest first. */
  rows(account: string): Promise<readonly BankRow[]>;
  book(account: string, row: NewBankRow): Promise<BankRow>;
  change(account: string, transactionId: string, row: Partial<NewBankRow>): Promise<BankRow>;
  switchOn(fault: BankFault): Promise<void>;
  /** All of them. */
  switchOff(): Promise<void>;
  requests(endpoint: string, account?: string): Promise<readonly BankRequest[]>;
  /** Of every endpoint; the last 10,000. */
  allRequests(): Promise<readonly BankRequest[]>;
  forgetRequests(): Promise<void>;
  consents(account: string): Promise<readonly z.output<typeof consentShape>[]>;
  /** The person ended it at the bank. */
  revokeConsent(id: string): Promise<void>;
  /** Plays the person on the bank's page; the query with which the person is sent back. */
  authorize(authorizationUrl: string, account: string): Promise<URLSearchParams>;
  /** The same for several accounts of one person. */
  authorizeAll(authorizationUrl: string, accounts: readonly string[]): Promise<URLSearchParams>;
  close(): Promise<void>;
}

const query = (parameters: Readonly<Record<string, string | undefined>>): string =>
  new URLSearchParams(
    Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ).toString();

export function createBankControl(url: string): BankControl {
  const caller: Caller = createCaller(url);
  const ask = async <T>(shape: z.ZodType<T>, method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await caller.call(method, `/control${path}`, body === undefined ? {} : { body });
    if (answer.status >= 300) throw new Error(`the bank answered ${answer.status} to ${method} ${path}`);
    return shape.parse(answer.body);
  };
  const nothing = z.unknown();
  const authorizeAll: BankControl['authorizeAll'] = async (authorizationUrl, accounts) => {
    const { redirect_url } = await ask(z.object({ redirect_url: z.url() }), 'POST', '/authorize', {
      authorization_url: authorizationUrl,
      decision: 'grant',
      accounts,
    });
    return new URL(redirect_url).searchParams;
  };
  return {
    url,
    openAccount: async (account) =>
      (await ask(z.object({ id: z.string() }), 'POST', '/accounts', { days: 80, ...account })).id,
    truth: (account) => ask(truthShape, 'GET', `/truth/${account}`),
    rows: async (account) =>
      (await ask(z.object({ transactions: z.array(rowShape) }), 'GET', `/accounts/${account}/transactions`))
        .transactions,
    book: (account, row) => ask(rowShape, 'POST', `/accounts/${account}/transactions`, row),
    change: (account, id, row) => ask(rowShape, 'PATCH', `/accounts/${account}/transactions/${id}`, row),
    switchOn: async (fault) => void (await ask(nothing, 'POST', '/faults', fault)),
    switchOff: async () => void (await ask(nothing, 'DELETE', '/faults')),
    requests: async (endpoint, account) =>
      (await ask(z.object({ requests: z.array(requestShape) }), 'GET', `/requests?${query({ endpoint, account })}`))
        .requests,
    allRequests: async () => (await ask(z.object({ requests: z.array(requestShape) }), 'GET', '/requests')).requests,
    forgetRequests: async () => void (await ask(nothing, 'DELETE', '/requests')),
    consents: async (account) =>
      (await ask(z.object({ consents: z.array(consentShape) }), 'GET', `/consents?${query({ account })}`)).consents,
    revokeConsent: async (id) => void (await ask(nothing, 'POST', `/consents/${id}/revoke`)),
    authorize: (authorizationUrl, account) => authorizeAll(authorizationUrl, [account]),
    authorizeAll,
    close: () => caller.close(),
  };
}
