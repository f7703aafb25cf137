import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionStatus } from '../../../domain/connectionStatus.ts';
import { query } from '../../tenantScope.ts';
import { instant } from './instant.ts';

/** What decides whether a sync of a connection may be asked for. */
export interface SyncState {
  readonly status: ConnectionStatus;
  readonly parkedRunId: string | null;
  readonly parkedUntil: string | null;
}

/** Null: the client has no such connection. */
export async function readSyncState(
  em: EntityManager,
  clientId: string,
  connectionId: string,
): Promise<SyncState | null> {
  const [row] = await query<SyncState>(
    em,
    `select c.connection_status as status, r.id as "parkedRunId", ${instant('r.retry_at')} as "parkedUntil"
     from bank_connections c
     left join sync_runs r on r.client_id = c.client_id and r.connection_id = c.id and r.status = 'parked'
     where c.client_id = $1 and c.id = $2`,
    [clientId, connectionId],
  );
  return row ?? null;
}
