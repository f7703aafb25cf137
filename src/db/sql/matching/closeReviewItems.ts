import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { addOutboxEvents } from '../effects/addOutboxEvents.ts';
import { namedIds } from '../effects/namedIds.ts';
import { closeMatchingTasks } from './closeMatchingTasks.ts';

/** Ends the open items and tasks of rows that no longer need a person, and tells of the items that were open. */
export async function closeReviewItems(
  em: EntityManager,
  clientId: string,
  transactionIds: readonly string[],
): Promise<void> {
  if (transactionIds.length === 0) return;
  await closeMatchingTasks(em, clientId, transactionIds);
  const rows = await query<{ id: string }>(
    em,
    `update review_items set status = 'resolved', version = version + 1, updated_at = now()
     where client_id = $1 and transaction_id = any($2) and status = 'open'
     returning id`,
    [clientId, transactionIds],
  );
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id).toSorted();
  await addOutboxEvents(em, clientId, [{ type: 'review.resolved', data: namedIds('review_items', ids) }]);
}
