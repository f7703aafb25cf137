import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import type { StoredResolution } from './reviewItemColumns.ts';

/** A person's decision ends an item that its transaction holds. */
export async function endItem(
  em: EntityManager,
  clientId: string,
  itemId: string,
  resolution: StoredResolution,
): Promise<void> {
  await query(
    em,
    `update review_items set status = 'resolved', version = version + 1, resolution = $3, updated_at = now()
     where client_id = $1 and id = $2 and status = 'open'`,
    [clientId, itemId, JSON.stringify(resolution)],
  );
}
