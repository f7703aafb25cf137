import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BankError } from '../../../src/bank/bankError.ts';
import type { BankDescriptor } from '../../../src/bank/descriptor.ts';
import type {
  BankCall,
  BankPort,
  CodeExchange,
  GrantSecrets,
  IssuedGrant,
  PageEntry,
  TransactionsQuery,
} from '../../../src/bank/port.ts';

/** A booked row as the bank holds it, for comparing. */
export interface TrueRow {
  readonly bookingDate: string;
  readonly amountMinor: bigint;
  readonly currency: string;
}

/** What a bank must bring to be tested: its adapter, and somebody who plays the person and knows the truth. */
export interface ContractBank {
  readonly port: BankPort;
  readonly redirectUri: string;
  readonly scope: string;
  /** An account that the person grants, with more booked rows in these dates than fit on one page. */
  readonly account: { readonly accountId: string; readonly from: string; readonly to: string };
  /** The person grants every account. The address that the browser is sent to. */
  grant(authorizationUrl: string): Promise<URL>;
  /** The person refuses. */
  deny(authorizationUrl: string): Promise<URL>;
  /** The bank's own view of the account's booked rows in its dates. */
  trueRows(): Promise<readonly TrueRow[]>;
  close(): Promise<void>;
}

const person = { ipAddress: '203.0.113.7', userAgent: 'Mozilla/5.0' };
const attended = (secrets: GrantSecrets): BankCall => ({ secrets, psu: person });
const newVerifier = (): string => randomBytes(32).toString('base64url');
const inText = ({ bookingDate, amountMinor, currency }: TrueRow): string => `${bookingDate} ${amountMinor} ${currency}`;

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'no error',
    (error: unknown) => (error instanceof BankError ? error.code : error),
  );
}

/**
 * What every adapter must hold, whatever its bank (S-25): the walk of a grant from consent to revocation, every booked
 * row once, and `BankError` for all that is refused. Bind it in a test file of the bank's own.
 */
export function describePortContract(
  name: string,
  open: () => Promise<ContractBank>,
  authorization: BankDescriptor['authorization'] = 'code',
): void {
  const onlyWhere =
    (kind: BankDescriptor['authorization']) =>
    (rule: string, check: () => Promise<void>): void => {
      if (authorization === kind) test(rule, check);
    };
  const ofCodes = onlyWhere('code');
  const ofConsents = onlyWhere('consent');
  describe(`the port's contract: ${name}`, () => {
    let bank: ContractBank;
    let grant: IssuedGrant;
    beforeAll(async () => {
      bank = await open();
      grant = (await walk()).grant;
    });
    afterAll(() => bank.close());

    const begin = async (state: string) => {
      const { port, redirectUri, scope } = bank;
      const codeVerifier = newVerifier();
      const request = { state, codeVerifier, redirectUri, scope, psuId: null, psu: person };
      return { codeVerifier, ...(await port.authorizationUrl(request)) };
    };

    /** Consent and redemption, as the callback does them; or the bank's word for what its redirect does not prove. */
    const walk = async () => {
      const { codeVerifier, url, pending } = await begin('state-1');
      const back = await bank.grant(url);
      const exchange = { code: back.searchParams.get('code') ?? '', codeVerifier, redirectUri: bank.redirectUri };
      return { back, exchange, grant: await granted(pending, exchange) };
    };
    const granted = (pending: GrantSecrets | null, exchange: CodeExchange): Promise<IssuedGrant> => {
      if (pending === null) return bank.port.redeem(exchange);
      if (bank.port.confirm === undefined) throw new Error('a pending grant that nobody can confirm');
      return bank.port.confirm(attended(pending));
    };

    const readAll = async (secrets: GrantSecrets): Promise<readonly PageEntry[][]> => {
      const pages: PageEntry[][] = [];
      const keys = new Set<string>();
      let query: TransactionsQuery = bank.account;
      for (;;) {
        const { body, pageKey, nextCursor, rows } = await bank.port.transactionsPage(attended(secrets), query);
        const entries = [...bank.port.readPage(body)];
        expect(keys).not.toContain(pageKey);
        expect(rows).toBe(entries.length);
        keys.add(pageKey);
        pages.push(entries);
        if (nextCursor === null) return pages;
        query = { ...bank.account, cursor: nextCursor };
      }
    };

    test('A-2 the state comes back, at the redirect URI, with a code where the bank gives one', async () => {
      const { url } = await begin('st&te=1');
      const back = await bank.grant(url);
      expect(back.href.startsWith(bank.redirectUri)).toBe(true);
      expect(back.searchParams.get('state')).toBe('st&te=1');
      expect(back.searchParams.has('code')).toBe(authorization === 'code');
    });

    test('A-5 the redirect names the issuer that the port names, where it must', async () => {
      const issuer = await bank.port.issuer?.();
      const { back } = await walk();
      if (issuer?.required === true) expect(back.searchParams.get('iss')).toBe(issuer.issuer);
    });

    test('a person who refuses: the redirect says so, or the bank does when it is asked', async () => {
      const { url, pending } = await begin('state-2');
      const back = await bank.deny(url);
      expect(back.searchParams.get('state')).toBe('state-2');
      expect(back.searchParams.get('code')).toBeNull();
      if (pending === null) expect(back.searchParams.get('error')).toBe('access_denied');
      else expect(await codeOf(bank.port.confirm?.(attended(pending)) ?? begin(''))).toBe('access_denied');
    });

    test('A-17 a grant ends in the future, and its consent within what the bank allows', () => {
      const endOfAccess = grant.accessExpiresAt ?? grant.consentExpiresAt;
      expect(endOfAccess?.getTime()).toBeGreaterThan(Date.now());
      const { maxConsentDays } = bank.port.descriptor;
      const end = grant.consentExpiresAt?.getTime() ?? Number.NaN;
      expect(end).toBeGreaterThan(Date.now());
      expect(end).toBeLessThanOrEqual(Date.now() + maxConsentDays * 86_400_000);
    });

    ofCodes('A-1 a wrong verifier redeems nothing', async () => {
      const { url } = await begin('state-3');
      const code = (await bank.grant(url)).searchParams.get('code') ?? '';
      const exchange = { code, codeVerifier: newVerifier(), redirectUri: bank.redirectUri };
      expect(await codeOf(bank.port.redeem(exchange))).toBe('consent_revoked');
    });

    ofCodes('A-7 a code is good once', async () => {
      const { exchange } = await walk();
      expect(await codeOf(bank.port.redeem(exchange))).toBe('consent_revoked');
    });

    test('the accounts: ids that are unique, a currency, a number', async () => {
      const accounts = await bank.port.accounts(attended(grant.secrets));
      const ids = accounts.map(({ accountId }) => accountId);
      expect(ids).toContain(bank.account.accountId);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { currency, iban, bban } of accounts) {
        expect(currency).toMatch(/^[A-Z]{3}$/);
        expect(iban ?? bban).toMatch(/^[0-9A-Z]+$/);
      }
    });

    test('I1, I2 the pages: every booked row once, newest first, each readable', async () => {
      const pages = await readAll(grant.secrets);
      expect(pages.length).toBeGreaterThan(1);
      const rows = pages.flat().map((read) => {
        if (read.kind === 'unreadable') throw new Error(read.reason);
        return read.entry;
      });
      const truth = await bank.trueRows();
      expect(rows.map(inText).toSorted()).toEqual(truth.map(inText).toSorted());
      expect(rows.map(({ bookingDate }) => bookingDate)).toEqual(
        rows
          .map(({ bookingDate }) => bookingDate)
          .toSorted()
          .toReversed(),
      );
      for (const page of pages) expect(page.map(({ position }) => position)).toEqual([...page.keys()]);
    });

    test('reading again gives the same: pages are pure and rows are stable', async () => {
      const [first, second] = [await readAll(grant.secrets), await readAll(grant.secrets)];
      expect(second).toEqual(first);
    });

    test('balances in whole minor units', async () => {
      const figures = await bank.port.balances(attended(grant.secrets), bank.account.accountId);
      expect(figures.length).toBeGreaterThan(0);
      for (const { type, amountMinor, currency } of figures) {
        expect(type).toMatch(/./);
        expect(amountMinor).toMatch(/^-?\d+$/);
        expect(currency).toMatch(/^[A-Z]{3}$/);
      }
    });

    test('an account that is not in the consent is gone', async () => {
      const call = attended(grant.secrets);
      expect(await codeOf(bank.port.balances(call, '00000000001'))).toBe('account_gone');
      const query = { ...bank.account, accountId: '00000000001' };
      expect(await codeOf(bank.port.transactionsPage(call, query))).toBe('account_gone');
    });

    test('C-16 a link that leaves the bank is not followed', async () => {
      const query = { ...bank.account, cursor: 'https://bank.invalid/v1/accounts/1/transactions' };
      expect(await codeOf(bank.port.transactionsPage(attended(grant.secrets), query))).toBe('link_off_origin');
    });

    test('a token that the bank does not know', async () => {
      const secrets = { accessToken: 'unknown', refreshToken: 'unknown' };
      expect(await codeOf(bank.port.accounts(attended(secrets)))).toMatch(/^(needs_reconsent|consent_revoked)$/);
      expect(await codeOf(bank.port.refresh(secrets))).toBe('consent_revoked');
    });

    ofCodes('A-13 a refresh gives an access token that works, and so does the next one', async () => {
      const first = (await walk()).grant;
      const second = await bank.port.refresh(first.secrets);
      expect(second.secrets.accessToken).not.toBe(first.secrets.accessToken);
      expect(await bank.port.accounts(attended(second.secrets))).toEqual(
        await bank.port.accounts(attended(grant.secrets)),
      );
      const kept = { ...second.secrets, refreshToken: second.secrets.refreshToken ?? first.secrets.refreshToken };
      expect((await bank.port.refresh(kept)).accessExpiresAt?.getTime()).toBeGreaterThan(Date.now());
    });

    ofConsents('a refresh keeps the grant that is valid', async () => {
      expect(await bank.port.refresh(grant.secrets)).toEqual(grant);
    });

    ofConsents(
      'a question about the consent may be repeated; one that is not decided yet is to be asked again',
      async () => {
        const { url, pending } = await begin('state-4');
        if (pending === null || bank.port.confirm === undefined) throw new Error('nothing pending');
        expect(await codeOf(bank.port.confirm(attended(pending)))).toBe('bank_unavailable');
        await bank.grant(url);
        const first = await bank.port.confirm(attended(pending));
        expect(await bank.port.confirm(attended(pending))).toEqual(first);
        expect(first.secrets).toEqual(pending);
      },
    );

    test('A-21 after a revocation nothing works any more, and revoking again is confirmed too', async () => {
      const { secrets } = (await walk()).grant;
      expect(await bank.port.revoke(secrets)).toEqual({ confirmed: true });
      expect(await codeOf(bank.port.accounts(attended(secrets)))).toMatch(/^(needs_reconsent|consent_\w+)$/);
      expect(await codeOf(bank.port.refresh(secrets))).toBe('consent_revoked');
      expect(await bank.port.revoke(secrets)).toEqual({ confirmed: true });
    });
  });
}
