import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionRef } from '../../../contracts/connection.ts';
import { connectionStatuses, isFinal } from '../../../domain/connectionStatus.ts';
import { query } from '../../tenantScope.ts';

const live = connectionStatuses.filter((status) => !isFinal(status));

/** A page of the connections that are not final, by id, after `afterId`. Runs inside `acrossClients`. */
export const listLiveConnections = (
  em: EntityManager,
  { afterId, limit }: { readonly afterId: string | null; readonly limit: number },
): Promise<ConnectionRef[]> =>
  query<ConnectionRef>(
    em,
    `select client_id as "clientId", id as "connectionId" from bank_connections
     where connection_status = any($1) and ($2::uuid is null or id > $2)
     order by id limit $3`,
    [live, afterId, limit],
  );
