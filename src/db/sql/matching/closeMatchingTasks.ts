import type { EntityManager } from '@mikro-orm/postgresql';
import { taskKinds } from '../../../domain/matching/decision.ts';
import { query } from '../../tenantScope.ts';

/**
 * Ends the open tasks of matching about rows that wait for a match no more. Nobody has decided about the task itself: the
 * row waiting again, it may be opened anew.
 */
export async function closeMatchingTasks(
  em: EntityManager,
  clientId: string,
  transactionIds: readonly string[],
): Promise<void> {
  if (transactionIds.length === 0) return;
  await query(
    em,
    // Each of these is about one row; compared so, many rows cost no more than their number.
    `update tasks set status = 'closed', closed_at = now(), closed_by = 'workflow'
     where client_id = $1 and status = 'open' and kind = any($2) and (transaction_ids ->> 0)::uuid = any($3::uuid[])`,
    [clientId, taskKinds, transactionIds],
  );
}
