import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

interface Ref {
  readonly clientId: string;
  readonly connectionId: string;
}

/** The client's other connections to the same bank whose consent should be good, oldest first; 20 at most. */
export async function listSiblings(em: EntityManager, { clientId, connectionId }: Ref): Promise<string[]> {
  const rows = await query<{ id: string }>(
    em,
    `select o.id from bank_connections c
     join bank_connections o on o.client_id = c.client_id and o.bank = c.bank and o.id <> c.id
     where c.client_id = $1 and c.id = $2 and o.connection_status in ('active', 'expiring')
     order by o.created_at, o.id limit 20`,
    [clientId, connectionId],
  );
  return rows.map(({ id }) => id);
}

/** Remembers which new connection ended the consents of others. */
export async function markSuperseded(
  em: EntityManager,
  { clientId, connectionId, ended }: Ref & { readonly ended: readonly string[] },
): Promise<void> {
  await query(
    em,
    `update bank_connections set superseded_by = $2, updated_at = now() where client_id = $1 and id = any($3)`,
    [clientId, connectionId, ended],
  );
}

/** The connections that a connection's consent ended and that were not renewed since. */
export async function listSuperseded(em: EntityManager, { clientId, connectionId }: Ref): Promise<string[]> {
  const rows = await query<{ id: string }>(
    em,
    `select id from bank_connections where client_id = $1 and superseded_by = $2 order by created_at, id`,
    [clientId, connectionId],
  );
  return rows.map(({ id }) => id);
}
