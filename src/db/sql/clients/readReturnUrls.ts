import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** The return URLs that a client has registered; none for a client that is not known yet. */
export async function readReturnUrls(em: EntityManager, clientId: string): Promise<readonly string[]> {
  const [row] = await query<{ return_urls: readonly string[] }>(
    em,
    'select return_urls from clients where client_id = $1',
    [clientId],
  );
  return row?.return_urls ?? [];
}
