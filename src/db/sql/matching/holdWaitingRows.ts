import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { isNotHeld } from './heldRows.ts';

/**
 * Holds those of the rows that still wait, until the transaction ends, and returns their ids. A person may have ignored a
 * row, or the bank withdrawn it, since it was read: such a row is written about by nobody (matching 1).
 */
export async function holdWaitingRows(
  em: EntityManager,
  clientId: string,
  transactionIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (transactionIds.length === 0) return new Set();
  const rows = await query<{ id: string }>(
    em,
    `select t.id from bank_transactions t
     where t.client_id = $1 and t.id = any($2) and t.status = 'booked' and t.match_status in ('unmatched', 'review')
       and ${isNotHeld}
     order by t.id
     for no key update`,
    [clientId, transactionIds],
  );
  return new Set(rows.map(({ id }) => id));
}
