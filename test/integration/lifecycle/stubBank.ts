import { randomUUID } from 'node:crypto';
import { BankError } from '../../../src/bank/bankError.ts';
import { dnbDescriptor } from '../../../src/bank/dnb/descriptor.ts';
import type {
  AuthorizationIssuer,
  BankCall,
  BankPort,
  CodeExchange,
  GrantSecrets,
  IssuedGrant,
  ListedAccount,
  RevokeOutcome,
} from '../../../src/bank/port.ts';
import { reportedCall } from '../bank/reportedCall.ts';

/** A bank across the port: gives and rotates tokens, and does what a test tells it before it answers. */
export interface StubBank extends BankPort {
  readonly redeemed: CodeExchange[];
  readonly refreshed: GrantSecrets[];
  readonly revoked: GrantSecrets[];
  readonly listings: BankCall[];
  /** What it tells of itself. */
  issuerName: AuthorizationIssuer;
  rotates: boolean;
  accessLifeMs: number;
  consentExpiresAt: Date | null;
  listed: readonly ListedAccount[];
  /** Run before the answer; may wait, or throw. */
  onRedeem: (exchange: CodeExchange) => void | Promise<void>;
  onRefresh: (secrets: GrantSecrets) => void | Promise<void>;
  onRevoke: (secrets: GrantSecrets) => RevokeOutcome | Promise<RevokeOutcome>;
  onAccounts: () => void | Promise<void>;
  onAuthorizationUrl: () => void | Promise<void>;
}

export const drift: ListedAccount = {
  accountId: '86011117947',
  iban: 'NO9386011117947',
  bban: '86011117947',
  currency: 'NOK',
  name: 'Drift',
};
export const skatt: ListedAccount = {
  accountId: '12345678901',
  iban: null,
  bban: '12345678901',
  currency: 'NOK',
  name: 'Skattetrekk',
};

export const bankError = (code: BankError['code'], more: Partial<BankError['details']> = {}): BankError =>
  new BankError({ code, sent: true, ...more });

const notAsked = (): never => {
  throw new Error('not asked in these tests');
};

export function createStubBank(): StubBank {
  const issue = (refreshToken: string | null): IssuedGrant => ({
    secrets: { accessToken: `access-${randomUUID()}`, refreshToken },
    accessExpiresAt: new Date(Date.now() + bank.accessLifeMs),
    refreshExpiresAt: null,
    consentExpiresAt: bank.consentExpiresAt,
  });
  const bank: StubBank = {
    descriptor: dnbDescriptor,
    redeemed: [],
    refreshed: [],
    revoked: [],
    listings: [],
    issuerName: { issuer: 'https://bank.test', required: false },
    rotates: true,
    accessLifeMs: 3_600_000,
    consentExpiresAt: new Date(Date.now() + 180 * 86_400_000),
    listed: [drift, skatt],
    onRedeem: () => {},
    onRefresh: () => {},
    onRevoke: () => ({ confirmed: true }),
    onAccounts: () => {},
    onAuthorizationUrl: () => {},
    async authorizationUrl({ state, redirectUri }) {
      await bank.onAuthorizationUrl();
      const query = new URLSearchParams({ state, redirect_uri: redirectUri }).toString();
      return { url: `https://bank.test/oauth2/authorize?${query}`, pending: null };
    },
    issuer: async () => bank.issuerName,
    redeem: (exchange, onCall) =>
      reportedCall({ endpoint: 'token.redeem', isAttended: false, onCall }, async () => {
        bank.redeemed.push(exchange);
        await bank.onRedeem(exchange);
        return issue(`refresh-${randomUUID()}`);
      }),
    refresh: (secrets, onCall) =>
      reportedCall({ endpoint: 'token.refresh', isAttended: false, onCall }, async () => {
        bank.refreshed.push(secrets);
        await bank.onRefresh(secrets);
        return issue(bank.rotates ? `refresh-${randomUUID()}` : null);
      }),
    revoke: (secrets, onCall) =>
      reportedCall({ endpoint: 'revoke', isAttended: false, onCall }, async () => {
        bank.revoked.push(secrets);
        return bank.onRevoke(secrets);
      }),
    accounts: (call) =>
      reportedCall({ endpoint: 'accounts', isAttended: call.psu !== null, onCall: call.onCall }, async () => {
        bank.listings.push(call);
        await bank.onAccounts();
        return bank.listed;
      }),
    transactionsPage: notAsked,
    balances: notAsked,
    readPage: notAsked,
    readPending: notAsked,
    readRaw: notAsked,
  };
  return bank;
}
