import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { isNotHeld } from './heldRows.ts';
import { toWaitingRow, type WaitingRecord, type WaitingRow, waitingColumns, withAccount } from './listWaitingRows.ts';

/** Rows in review whose open item proposes one of the invoices, in the order in which they are decided. */
export async function listProposalsOf(
  em: EntityManager,
  clientId: string,
  invoiceIds: readonly string[],
): Promise<WaitingRow[]> {
  if (invoiceIds.length === 0) return [];
  const rows = await query<WaitingRecord>(
    em,
    `select ${waitingColumns}
     from bank_transactions t ${withAccount}
     where t.client_id = $1 and t.status = 'booked' and t.match_status = 'review' and ${isNotHeld} and t.id = any(array(
       select r.transaction_id from review_items r
       where r.client_id = $1 and r.status = 'open' and r.first_acceptance is null
         and exists (select 1 from jsonb_path_query(r.candidates, '$[*].allocations[*].invoice_id') as named(id)
                     where named.id #>> '{}' = any($2::text[]))))
     order by t.booking_date, t.id`,
    [clientId, invoiceIds],
  );
  return rows.map(toWaitingRow);
}
