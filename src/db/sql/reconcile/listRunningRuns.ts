import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionRef } from '../../../contracts/connection.ts';
import { query } from '../../tenantScope.ts';

export interface RunningRun extends ConnectionRef {
  readonly runId: string;
}

/** Runs that the tables call running; of `ids` only, where given. Runs inside `acrossClients`. */
export const listRunningRuns = (em: EntityManager, ids: readonly string[] | null = null): Promise<RunningRun[]> =>
  query<RunningRun>(
    em,
    `select client_id as "clientId", connection_id as "connectionId", id as "runId" from sync_runs
     where status = 'running' and ($1::uuid[] is null or id = any($1))
     order by started_at, id`,
    [ids],
  );
