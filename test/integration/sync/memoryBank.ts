import { BankError } from '../../../src/bank/bankError.ts';
import { dnbDescriptor } from '../../../src/bank/dnb/descriptor.ts';
import type { BankCall, BankPort, ListedBalance, PageEntry, TransactionsQuery } from '../../../src/bank/port.ts';
import { calendarDate } from '../../../src/domain/calendarDate.ts';
import { noDetails } from '../../unit/domain/ledger/ledgerFixtures.ts';

/** A booked entry at the bank. */
export interface BankRow {
  readonly date: string;
  readonly amountMinor: number;
  readonly text?: string;
  readonly kid?: string;
  /** A form that nobody understands. */
  readonly unreadable?: boolean;
}

export interface MemoryBank extends BankPort {
  /** By the account's id at the bank; newest first, as a bank lists them. Tests set it. */
  readonly rows: Map<string, readonly BankRow[]>;
  pageSize: number;
  balanceFigures: readonly ListedBalance[];
  /** Runs before each page is answered; may throw, or change anything. */
  beforePage: (query: TransactionsQuery, call: BankCall) => void | Promise<void>;
  /** Changes the answer of a page: its key or its link. */
  twist: (page: { pageKey: string; nextCursor: string | null }) => { pageKey: string; nextCursor: string | null };
  beforeBalances: () => void;
  readonly pageCalls: { readonly query: TransactionsQuery; readonly psu: BankCall['psu']; readonly token: string }[];
}

const notAsked = (): never => {
  throw new Error('not asked in these tests');
};

/** A bank across the port: its rows lie in memory, its pages are JSON of its own. */
export function createMemoryBank(): MemoryBank {
  const bank: MemoryBank = {
    descriptor: dnbDescriptor,
    rows: new Map(),
    pageSize: 50,
    balanceFigures: [],
    beforePage: () => {},
    twist: (page) => page,
    beforeBalances: () => {},
    pageCalls: [],
    authorizationUrl: notAsked,
    redeem: notAsked,
    refresh: notAsked,
    revoke: notAsked,
    accounts: notAsked,
    async transactionsPage(call, query) {
      bank.pageCalls.push({ query, psu: call.psu, token: call.secrets.accessToken });
      await bank.beforePage(query, call);
      const all = (bank.rows.get(query.accountId) ?? []).filter(({ date }) => query.from <= date && date <= query.to);
      const start = Number(query.cursor ?? 0);
      const rows = all.slice(start, start + bank.pageSize);
      const isLast = start + bank.pageSize >= all.length;
      const { pageKey, nextCursor } = bank.twist({
        pageKey: `/${query.accountId}?from=${query.from}&at=${start}`,
        nextCursor: isLast ? null : String(start + bank.pageSize),
      });
      return { body: Buffer.from(JSON.stringify({ start, rows })), pageKey, nextCursor, rows: rows.length };
    },
    async balances() {
      bank.beforeBalances();
      return bank.balanceFigures;
    },
    readPage(body) {
      const { rows } = JSON.parse(Buffer.from(body).toString('utf8')) as { readonly rows: readonly BankRow[] };
      return rows.map((row, position) => toEntry(row, position));
    },
  };
  return bank;
}

function toEntry({ date, amountMinor, text, kid, unreadable }: BankRow, position: number): PageEntry {
  if (unreadable === true) return { kind: 'unreadable', position, reason: 'shape' };
  const bookingDate = calendarDate(date);
  const details = { ...noDetails, text: text ?? null, kid: kid ?? null };
  return {
    kind: 'booked',
    position,
    entry: {
      bookingDate,
      valueDate: bookingDate,
      amountMinor: BigInt(amountMinor),
      currency: 'NOK',
      details,
      bankIds: {},
    },
  };
}

export const bankError = (code: BankError['code'], more: Partial<BankError['details']> = {}): BankError =>
  new BankError({ code, sent: true, ...more });
