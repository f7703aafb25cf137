import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import { query } from '../../tenantScope.ts';

/** The keys of the pages staged for a window. */
export async function listPageKeys(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
): Promise<string[]> {
  const rows = await query<{ page_key: string }>(
    em,
    `select page_key from sync_pages
     where client_id = $1 and run_id = $2 and account_id = $3 and purpose = 'window'`,
    [clientId, runId, accountId],
  );
  return rows.map(({ page_key }) => page_key);
}
