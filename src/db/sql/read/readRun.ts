import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { runAsJson, type StoredRun } from './runColumns.ts';

export type { StoredRun } from './runColumns.ts';

/** Runs by their ids, in no order; those that are not there are left out. */
export async function readRuns(em: EntityManager, clientId: string, ids: readonly string[]): Promise<StoredRun[]> {
  if (ids.length === 0) return [];
  const rows = await query<{ run: StoredRun }>(
    em,
    `select ${runAsJson} as run from sync_runs r where r.client_id = $1 and r.id = any($2)`,
    [clientId, ids],
  );
  return rows.map(({ run }) => run);
}

/** One run; null: the client has none with this id. */
export async function readRun(em: EntityManager, clientId: string, id: string): Promise<StoredRun | null> {
  const [run] = await readRuns(em, clientId, [id]);
  return run ?? null;
}
