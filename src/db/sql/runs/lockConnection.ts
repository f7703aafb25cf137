import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionStatus } from '../../../domain/connectionStatus.ts';
import { query } from '../../tenantScope.ts';

/** The state of a connection, held until the transaction ends; null: the client has no such connection. */
export async function lockConnection(
  em: EntityManager,
  clientId: string,
  connectionId: string,
): Promise<ConnectionStatus | null> {
  const [row] = await query<{ status: ConnectionStatus }>(
    em,
    'select connection_status as status from bank_connections where client_id = $1 and id = $2 for no key update',
    [clientId, connectionId],
  );
  return row?.status ?? null;
}
