import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { reviewItemColumns, type StoredReviewItem } from './reviewItemColumns.ts';

export interface ReviewItemFilter {
  readonly clientId: string;
  readonly status: 'open' | 'resolved';
  readonly kind: string | null;
  readonly afterId: string | null;
  readonly limit: number;
}

/** Items in the order of their ids; one more than `limit` where there are more. */
export const listReviewItems = (em: EntityManager, filter: ReviewItemFilter): Promise<StoredReviewItem[]> =>
  query<StoredReviewItem>(
    em,
    `select ${reviewItemColumns} from review_items r
     where r.client_id = $1 and r.status = $2 and ($3::text is null or r.kind = $3) and ($4::uuid is null or r.id > $4)
     order by r.id
     limit $5`,
    [filter.clientId, filter.status, filter.kind, filter.afterId, filter.limit + 1],
  );
