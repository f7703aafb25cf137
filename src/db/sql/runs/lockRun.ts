import type { EntityManager } from '@mikro-orm/postgresql';
import type { EmptyReason, RunStatus } from '../../../domain/runOutcome.ts';
import { query } from '../../tenantScope.ts';

export interface LockedRun {
  readonly connectionId: string;
  readonly status: RunStatus | 'running';
  /** A person was present. */
  readonly attended: boolean;
  readonly startedAtMs: number;
  readonly emptyReason: EmptyReason | null;
  /** Of the error table: what it ended with. */
  readonly errorCode: string | null;
}

/** A run, held until the transaction ends; null: the client has no such run. */
export async function lockRun(em: EntityManager, clientId: string, runId: string): Promise<LockedRun | null> {
  const [row] = await query<Omit<LockedRun, 'startedAtMs'> & { started_ms: string }>(
    em,
    `select connection_id as "connectionId", status, attended, empty_reason as "emptyReason", error_code as "errorCode",
            (extract(epoch from started_at) * 1000)::bigint as started_ms
     from sync_runs where client_id = $1 and id = $2 for no key update`,
    [clientId, runId],
  );
  if (row === undefined) return null;
  const { started_ms, ...run } = row;
  return { ...run, startedAtMs: Number(started_ms) };
}
