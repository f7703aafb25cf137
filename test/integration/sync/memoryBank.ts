import { BankError } from '../../../src/bank/bankError.ts';
import type { BankDescriptor } from '../../../src/bank/descriptor.ts';
import { dnbDescriptor } from '../../../src/bank/dnb/descriptor.ts';
import type {
  BankCall,
  BankPort,
  ListedBalance,
  PageEntry,
  PendingEntry,
  TransactionsQuery,
} from '../../../src/bank/port.ts';
import { calendarDate } from '../../../src/domain/calendarDate.ts';
import { noDetails } from '../../unit/domain/ledger/ledgerFixtures.ts';
import { reportedCall } from '../bank/reportedCall.ts';

/** A booked entry at the bank. */
export interface BankRow {
  readonly date: string;
  readonly amountMinor: number;
  readonly text?: string;
  readonly kid?: string;
  /** The counterparty's. */
  readonly account?: string;
  /** The bank's id of it; most have none. */
  readonly id?: string;
  /** A form that nobody understands. */
  readonly unreadable?: boolean;
  /** An unreadable entry tells no date either; the bank still lists it under `date`. */
  readonly undated?: boolean;
}

export interface MemoryBank extends BankPort {
  /** Tests may set another one; at first it is `generous`. */
  descriptor: BankDescriptor;
  /** By the account's id at the bank; newest first, as a bank lists them. Tests set it. */
  readonly rows: Map<string, readonly BankRow[]>;
  /** What it has reserved, by the account's id; on the first page. */
  readonly pending: Map<string, readonly PendingEntry[]>;
  pageSize: number;
  balanceFigures: readonly ListedBalance[];
  /** Runs before each page is answered; may throw, or change anything. */
  beforePage: (query: TransactionsQuery, call: BankCall) => void | Promise<void>;
  /** Changes the answer of a page: its key or its link. */
  twist: (page: { pageKey: string; nextCursor: string | null }) => { pageKey: string; nextCursor: string | null };
  beforeBalances: () => void;
  readonly pageCalls: { readonly query: TransactionsQuery; readonly psu: BankCall['psu']; readonly token: string }[];
}

/** DNB, but for the day's reads: a test may sync an account as often as it likes. */
export const generous: BankDescriptor = { ...dnbDescriptor, unattendedCallsPerDay: 100 };
/** DNB as it is: four unattended reads a day. */
export const strict: BankDescriptor = dnbDescriptor;

const notAsked = (): never => {
  throw new Error('not asked in these tests');
};

const reported = <T>(
  endpoint: 'transactions' | 'balances',
  { psu, onCall }: BankCall,
  answer: () => Promise<T>,
): Promise<T> => reportedCall({ endpoint, isAttended: psu !== null, onCall }, answer);

/** A bank across the port: its rows lie in memory, its pages are JSON of its own. */
export function createMemoryBank(): MemoryBank {
  const bank: MemoryBank = {
    descriptor: generous,
    rows: new Map(),
    pending: new Map(),
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
    transactionsPage: (call, query) =>
      reported('transactions', call, async () => {
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
        const reserved = start > 0 ? [] : (bank.pending.get(query.accountId) ?? []);
        const pending = reserved.map((entry) => ({ ...entry, amountMinor: entry.amountMinor.toString() }));
        const page = { start, rows, ...(pending.length === 0 ? {} : { pending }) };
        return { body: Buffer.from(JSON.stringify(page)), pageKey, nextCursor, rows: rows.length };
      }),
    balances: (call) =>
      reported('balances', call, async () => {
        bank.beforeBalances();
        return bank.balanceFigures;
      }),
    readPage(body) {
      const { rows } = JSON.parse(Buffer.from(body).toString('utf8')) as { readonly rows: readonly BankRow[] };
      return rows.map((row, position) => toEntry(row, position));
    },
    readPending(body) {
      const { pending = [] } = JSON.parse(Buffer.from(body).toString('utf8')) as {
        readonly pending?: readonly (Omit<PendingEntry, 'amountMinor'> & { readonly amountMinor: string })[];
      };
      return pending.map((entry) => ({ ...entry, amountMinor: BigInt(entry.amountMinor) }));
    },
    readRaw(body, position) {
      const { rows } = JSON.parse(Buffer.from(body).toString('utf8')) as { readonly rows: readonly BankRow[] };
      return position in rows ? JSON.stringify(rows[position]) : null;
    },
  };
  return bank;
}

function toEntry(
  { date, amountMinor, text, kid, account, id, unreadable, undated }: BankRow,
  position: number,
): PageEntry {
  const bookingDate = calendarDate(date);
  if (unreadable === true)
    return { kind: 'unreadable', position, reason: 'shape', bookingDate: undated === true ? null : bookingDate };
  const details = { ...noDetails, text: text ?? null, kid: kid ?? null, counterpartyAccount: account ?? null };
  return {
    kind: 'booked',
    position,
    entry: {
      bookingDate,
      valueDate: bookingDate,
      amountMinor: BigInt(amountMinor),
      currency: 'NOK',
      details,
      bankIds: id === undefined ? {} : { transactionId: id },
    },
  };
}

export const bankError = (code: BankError['code'], more: Partial<BankError['details']> = {}): BankError =>
  new BankError({ code, sent: true, ...more });
