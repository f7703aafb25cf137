import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionStatus } from '../../../domain/connectionStatus.ts';
import { queryOne } from '../../tenantScope.ts';
import { instant } from '../read/instant.ts';
import { runAsJson, type StoredRun } from '../read/runColumns.ts';

export interface RequestedRunRow {
  readonly connectionStatus: ConnectionStatus;
  /** The run that serves the request; null: none has taken it in yet. */
  readonly run: StoredRun | null;
  /** The connection's run that waits for the bank's next day; it takes in nobody but a person. */
  readonly parkedRunId: string | null;
  readonly parkedUntil: string | null;
}

/** How a request stands. */
export const readRequestedRun = (em: EntityManager, clientId: string, requestId: string): Promise<RequestedRunRow> =>
  queryOne<RequestedRunRow>(
    em,
    `select c.connection_status as "connectionStatus", case when r.id is not null then ${runAsJson} end as run,
            w.id as "parkedRunId", ${instant('w.retry_at')} as "parkedUntil"
     from sync_requests q
     join bank_connections c on c.client_id = q.client_id and c.id = q.connection_id
     left join sync_runs r on r.client_id = q.client_id and r.id = q.run_id
     left join sync_runs w on w.client_id = q.client_id and w.connection_id = q.connection_id and w.status = 'parked'
     where q.client_id = $1 and q.id = $2`,
    [clientId, requestId],
  );
