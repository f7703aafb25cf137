import type { EntityManager } from '@mikro-orm/postgresql';
import type { SyncTrigger } from '../../../contracts/sync.ts';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';

export interface OpenRunRow {
  readonly id: string;
  readonly status: 'running' | 'parked';
  readonly trigger: SyncTrigger;
  /** The last day that it reads; null: it has nothing to read. */
  readonly windowTo: CalendarDate | null;
  readonly retryAt: Date | null;
}

/** The connection's open run, of which there is one at most (D-6), held until the transaction ends. */
export async function findOpenRun(
  em: EntityManager,
  clientId: string,
  connectionId: string,
): Promise<OpenRunRow | null> {
  const [row] = await query<Omit<OpenRunRow, 'retryAt'> & { retry_ms: string | null }>(
    em,
    `select id, status, trigger, window_to as "windowTo", (extract(epoch from retry_at) * 1000)::bigint as retry_ms
     from sync_runs where client_id = $1 and connection_id = $2 and status in ('running', 'parked')
     for no key update`,
    [clientId, connectionId],
  );
  if (row === undefined) return null;
  const { retry_ms, ...run } = row;
  return { ...run, retryAt: retry_ms === null ? null : new Date(Number(retry_ms)) };
}
