import type { EntityManager } from '@mikro-orm/postgresql';
import { queryOne } from '../../tenantScope.ts';
import type { ErasedTable } from './erasedTables.ts';

export interface Batch {
  readonly clientId: string;
  readonly limit: number;
}

/** Deletes up to `limit` rows of a client; how many there were. Runs as `kontosync_eraser`. */
export async function eraseBatch(em: EntityManager, table: ErasedTable, { clientId, limit }: Batch): Promise<number> {
  const { count } = await queryOne<{ count: number }>(
    em,
    `with gone as (
       delete from ${table} where ctid = any(array(select ctid from ${table} where client_id = $1 limit $2)) returning 1
     ) select count(*)::int as count from gone`,
    [clientId, limit],
  );
  return count;
}

/**
 * Deletes up to `limit` rows; of a client under legal hold the booked ones whose time is not over are set apart in the same
 * statement (bokføringsloven § 13: five years after the accounting year, which is taken to be the calendar's).
 */
export async function moveTransactions(
  em: EntityManager,
  { clientId, limit, erasureId }: Batch & { readonly erasureId: string },
): Promise<{ readonly erased: number; readonly held: number }> {
  return queryOne(
    em,
    `with gone as (
       delete from bank_transactions
       where ctid = any(array(select ctid from bank_transactions where client_id = $1 limit $2))
       returning *
     ), due as (
       select gone.*, make_date(extract(year from booking_date)::int + 6, 1, 1) as held_until from gone
     ), held as (
       insert into held_transactions (client_id, id, erasure_id, booking_date, held_until, content)
       select d.client_id, d.id, $3, d.booking_date, d.held_until, jsonb_strip_nulls(jsonb_build_object(
         'iban', a.iban, 'bban', a.bban, 'account_currency', a.currency, 'bank', b.bank,
         'value_date', d.value_date, 'amount_minor', d.amount_minor::text, 'currency', d.currency,
         'counterparty_name', d.counterparty_name, 'counterparty_account', d.counterparty_account, 'text', d.text,
         'kid', d.kid, 'creditor_reference', d.creditor_reference, 'end_to_end_id', d.end_to_end_id,
         'entry_reference', d.entry_reference, 'bank_transaction_id', d.bank_transaction_id,
         'archive_reference', d.archive_reference, 'original_amount_minor', d.original_amount_minor::text,
         'original_currency', d.original_currency, 'exchange_rate', d.exchange_rate))
       from due d
       join clients c on c.client_id = d.client_id
       join bank_accounts a on a.client_id = d.client_id and a.id = d.account_id
       join bank_connections b on b.client_id = a.client_id and b.id = a.connection_id
       where c.legal_hold and d.status = 'booked' and d.held_until > current_date
       on conflict (client_id, id) do nothing
       returning 1
     )
     select (select count(*)::int from gone) as erased, (select count(*)::int from held) as held`,
    [clientId, limit, erasureId],
  );
}
