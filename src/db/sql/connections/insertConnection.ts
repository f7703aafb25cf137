import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** A connection that waits for its first consent. */
export async function insertConnection(
  em: EntityManager,
  { id, clientId, bank }: { id: string; clientId: string; bank: string },
): Promise<void> {
  await query(
    em,
    `insert into bank_connections (id, client_id, bank, connection_status) values ($1, $2, $3, 'awaiting_auth')`,
    [id, clientId, bank],
  );
}
