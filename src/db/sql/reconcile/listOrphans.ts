import type { EntityManager } from '@mikro-orm/postgresql';
import { connectionStatuses, isFinal } from '../../../domain/connectionStatus.ts';
import { query } from '../../tenantScope.ts';

const final = connectionStatuses.filter(isFinal);

/**
 * Of these ids of connections those that are unknown, or have been over since before `overBefore`. What was over later
 * may still be revoking at the bank. Runs inside `acrossClients`.
 */
export async function listOrphans(
  em: EntityManager,
  { ids, overBefore }: { readonly ids: readonly string[]; readonly overBefore: Date },
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    em,
    `select w.id from unnest($1::uuid[]) as w(id)
     left join bank_connections c on c.id = w.id
     where c.id is null or c.connection_status = any($2) and c.status_changed_at < $3
     order by w.id`,
    [ids, final, overBefore],
  );
  return rows.map(({ id }) => id);
}
