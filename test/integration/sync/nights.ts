import type { BankRow } from './memoryBank.ts';
import { type ConnectedClient, type LedgerRow, ledgerOf, type SyncWorld, sync } from './syncWorld.ts';

export interface OpenTask {
  readonly kind: string;
  readonly transaction_ids: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** A client with one account, and nights in which the bank shows what it is given. */
export interface Nights {
  readonly client: ConnectedClient;
  readonly accountId: string;
  /** The account's id at the bank. */
  readonly bankId: string;
  /** Syncs on this day of November 2026; without `rows` the bank shows what it showed. */
  night(day: number, rows?: readonly BankRow[]): ReturnType<typeof sync>;
  ledger(): Promise<LedgerRow[]>;
  /** Each row of the ledger in short: `2026-11-18 -500/1 booked`. */
  rows(): Promise<string[]>;
  /** The first row of an amount. */
  rowOf(amountMinor: number): Promise<LedgerRow>;
  tasks(): Promise<OpenTask[]>;
  /** Of a row, oldest first. */
  revisions(id: string): Promise<{ before: unknown; after: unknown; reason: string }[]>;
  /** What the feed of changes tells of a row. */
  feed(id: string): Promise<string[]>;
  /** As matching, or a person, would. */
  mark(id: string, matchStatus: string, ignoredBecause?: string): Promise<void>;
}

export async function beginNights(
  world: SyncWorld,
  options: Parameters<SyncWorld['connect']>[0] = {},
): Promise<Nights> {
  const { admin } = world.database;
  const client = await world.connect(options);
  const [account] = client.accounts;
  if (account === undefined) throw new Error('no account');
  const ledger = () => ledgerOf(world, account.id);
  return {
    client,
    accountId: account.id,
    bankId: account.bankId,
    ledger,
    async night(day, rows) {
      world.setNow(`2026-11-${day}T03:00:00Z`);
      if (rows !== undefined) world.bank.rows.set(account.bankId, newestFirst(rows));
      return sync(world, client);
    },
    rows: async () =>
      (await ledger()).map((row) => `${row.booking_date} ${row.amount_minor}/${row.slot} ${row.status}`),
    async rowOf(amountMinor) {
      const row = (await ledger()).find((one) => one.amount_minor === String(amountMinor));
      if (row === undefined) throw new Error('no such row');
      return row;
    },
    tasks: () =>
      admin<OpenTask>(
        `select kind, transaction_ids, data from tasks where account_id = $1 and status = 'open' order by id`,
        [account.id],
      ),
    revisions: (id) =>
      admin('select before, after, reason from bank_transaction_revisions where transaction_id = $1 order by id', [id]),
    feed: async (id) =>
      (
        await admin<{ change: string }>(
          'select change from transaction_changes where transaction_id = $1 order by seq',
          [id],
        )
      ).map(({ change }) => change),
    async mark(id, matchStatus, ignoredBecause) {
      await admin('update bank_transactions set match_status = $2, ignored_because = $3 where id = $1', [
        id,
        matchStatus,
        ignoredBecause ?? null,
      ]);
    },
  };
}

const newestFirst = (rows: readonly BankRow[]): readonly BankRow[] =>
  rows.toSorted((a, b) => (a.date === b.date ? 0 : a.date < b.date ? 1 : -1));
