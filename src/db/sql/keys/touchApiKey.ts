import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Notes the use of a key, at most once a minute whoever else does it at the same time (C-1). False: another has. */
export async function touchApiKey(em: EntityManager, id: string): Promise<boolean> {
  const rows = await query(
    em,
    `update api_keys set last_used_at = now()
     where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')
     returning id`,
    [id],
  );
  return rows.length > 0;
}
