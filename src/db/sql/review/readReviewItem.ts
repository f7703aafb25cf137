import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { reviewItemColumns, type StoredReviewItem } from './reviewItemColumns.ts';

/** An item in any status, as it is now; null: the client has none with this id. */
export async function readReviewItem(
  em: EntityManager,
  clientId: string,
  id: string,
): Promise<StoredReviewItem | null> {
  const [item] = await query<StoredReviewItem>(
    em,
    `select ${reviewItemColumns} from review_items r where r.client_id = $1 and r.id = $2`,
    [clientId, id],
  );
  return item ?? null;
}

/**
 * The open item of a row, held until the transaction ends; null: it has none. The row itself is held before
 * (`holdPayment`), as everybody does who writes about both. Two statements, as in `holdAppliedMatches`.
 */
export async function holdOpenItem(
  em: EntityManager,
  clientId: string,
  transactionId: string,
): Promise<StoredReviewItem | null> {
  const [held] = await query<{ id: string }>(
    em,
    `select id from review_items where client_id = $1 and transaction_id = $2 and status = 'open' for no key update`,
    [clientId, transactionId],
  );
  return held === undefined ? null : readReviewItem(em, clientId, held.id);
}
