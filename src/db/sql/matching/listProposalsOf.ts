import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { isNotHeld } from './heldRows.ts';
import { toWaitingRow, type WaitingRecord, type WaitingRow, waitingColumns } from './listWaitingRows.ts';

/** Rows in review whose open item proposes one of the invoices, in the order of ids. */
export async function listProposalsOf(
  em: EntityManager,
  clientId: string,
  invoiceIds: readonly string[],
): Promise<WaitingRow[]> {
  if (invoiceIds.length === 0) return [];
  const rows = await query<WaitingRecord>(
    em,
    `select ${waitingColumns}
     from bank_transactions t
     where t.client_id = $1 and t.status = 'booked' and t.match_status = 'review' and ${isNotHeld} and t.id = any(array(
       select r.transaction_id from review_items r
       where r.client_id = $1 and r.status = 'open'
         and exists (select 1 from jsonb_array_elements(r.candidates) as c(candidate)
                     where c.candidate ->> 'invoice_id' = any($2::text[]))))
     order by t.id`,
    [clientId, invoiceIds],
  );
  return rows.map(toWaitingRow);
}
