import type { BankRow } from './memoryBank.ts';
import { type ConnectedClient, type OpenAccount, open, type SyncWorld } from './syncWorld.ts';

/** Two that are equal, and one of the day before. */
export const rows: readonly BankRow[] = [
  { date: '2026-11-18', amountMinor: -12_500, text: 'Kaffe' },
  { date: '2026-11-18', amountMinor: -12_500, text: 'Kaffe' },
  { date: '2026-11-17', amountMinor: 99_900, text: 'Faktura' },
];

/** A window that is staged and not merged. */
export async function stageWindow(
  world: SyncWorld,
  given: readonly BankRow[] = rows,
): Promise<OpenAccount & { readonly client: ConnectedClient }> {
  const client = await world.connect();
  world.bank.rows.set(client.accounts[0]?.bankId ?? '', given);
  const ref = await open(world, client);
  while ((await world.run(world.steps.fetchPages, ref)).kind === 'more');
  return { ...ref, client };
}

/** All that a merge of the account may leave behind. */
export const tracesOf = async (world: SyncWorld, { clientId, accountId }: OpenAccount) => {
  const [found] = await world.database.admin(
    `select (select count(*) from bank_transactions where account_id = $2)::int as rows,
            (select count(*) from transaction_changes where client_id = $1)::int as changes,
            (select count(*) from outbox_events where client_id = $1 and type like 'transactions.%')::int as events,
            (select count(*) from day_digests where account_id = $2)::int as digests,
            (select count(*) from coverage where account_id = $2)::int as coverage,
            (select last_covered_date::text from bank_accounts where id = $2) as mark,
            (select merges::int from bank_accounts where id = $2) as merges,
            (select sum(total_transactions_imported)::int from bank_connections where client_id = $1) as imported,
            (select state from sync_run_accounts where account_id = $2) as state`,
    [clientId, accountId],
  );
  return found;
};
/** Of a window that is staged. */
export const nothing = {
  rows: 0,
  changes: 0,
  events: 0,
  digests: 0,
  coverage: 0,
  mark: null,
  merges: 0,
  imported: 0,
  state: 'staged',
};

/** Sessions that wait for a lock. */
export const lockWaits = async (world: SyncWorld): Promise<number> => {
  const locks = await world.database.admin(
    `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return locks.length;
};
