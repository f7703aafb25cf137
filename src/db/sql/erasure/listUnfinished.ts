import type { EntityManager } from '@mikro-orm/postgresql';
import { type ConnectionStatus, connectionStatuses, isFinal } from '../../../domain/connectionStatus.ts';
import { query } from '../../tenantScope.ts';

const live = connectionStatuses.filter((status) => !isFinal(status));

export interface UnfinishedConnection {
  readonly connectionId: string;
  readonly status: ConnectionStatus;
}

/** A client's connections that are not over, or whose secrets are still stored: these are revoked before they go. */
export const listUnfinished = (em: EntityManager, clientId: string): Promise<UnfinishedConnection[]> =>
  query<UnfinishedConnection>(
    em,
    `select c.id as "connectionId", c.connection_status as status from bank_connections c
     where c.client_id = $1
       and (c.connection_status = any($2)
            or exists (select from bank_grants g
                       where g.client_id = c.client_id and g.connection_id = c.id and g.ciphertext is not null))
     order by c.id`,
    [clientId, live],
  );
