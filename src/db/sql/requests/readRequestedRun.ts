import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionStatus } from '../../../domain/connectionStatus.ts';
import { queryOne } from '../../tenantScope.ts';
import { instant } from '../read/instant.ts';
import { runAsJson, type StoredRun } from '../read/runColumns.ts';

export interface RequestedRunRow {
  readonly connectionStatus: ConnectionStatus;
  /** The run that serves the request; null: none has taken it in yet. */
  readonly run: StoredRun | null;
  /** The connection's open run, whether it serves the request or another does after it. */
  readonly openRunId: string | null;
  /** The open run waits for the bank's next day; it takes in nobody but a person. */
  readonly parkedUntil: string | null;
}

/** How a request stands. */
export const readRequestedRun = (em: EntityManager, clientId: string, requestId: string): Promise<RequestedRunRow> =>
  queryOne<RequestedRunRow>(
    em,
    `select c.connection_status as "connectionStatus", case when r.id is not null then ${runAsJson} end as run,
            o.id as "openRunId", case when o.status = 'parked' then ${instant('o.retry_at')} end as "parkedUntil"
     from sync_requests q
     join bank_connections c on c.client_id = q.client_id and c.id = q.connection_id
     left join sync_runs r on r.client_id = q.client_id and r.id = q.run_id
     left join sync_runs o
       on o.client_id = q.client_id and o.connection_id = q.connection_id and o.status in ('running', 'parked')
     where q.client_id = $1 and q.id = $2`,
    [clientId, requestId],
  );
