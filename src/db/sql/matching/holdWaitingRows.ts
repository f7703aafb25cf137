import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

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
    `select id from bank_transactions
     where client_id = $1 and id = any($2) and status = 'booked' and match_status in ('unmatched', 'review')
     order by id
     for no key update`,
    [clientId, transactionIds],
  );
  return new Set(rows.map(({ id }) => id));
}
