import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** The clients of review items, found across clients (C-5), by item; what does not exist is left out. */
export async function findReviewItemOwners(
  em: EntityManager,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await query<{ id: string; client_id: string }>(
    em,
    'select id, client_id from review_items where id = any($1)',
    [ids],
  );
  return new Map(rows.map(({ id, client_id }) => [id, client_id]));
}
