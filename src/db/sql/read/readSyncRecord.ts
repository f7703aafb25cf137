import type { EntityManager } from '@mikro-orm/postgresql';
import { queryOne } from '../../tenantScope.ts';

export interface SyncRecord {
  readonly active: number;
  readonly completeRuns: number;
}

/** Whether a bank was ever read to the end, for `doctor`. Runs inside `acrossClients`. */
export const readSyncRecord = (em: EntityManager): Promise<SyncRecord> =>
  queryOne<SyncRecord>(
    em,
    `select (select count(*)::int from bank_connections where connection_status in ('active', 'expiring')) as active,
            (select count(*)::int from (select 1 from sync_runs where status = 'complete' limit 1000) r) as "completeRuns"`,
  );
