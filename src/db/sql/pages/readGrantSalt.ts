import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** The salt of the connection's grant: with it the key of its pages is derived already. Null: there is no grant. */
export async function readGrantSalt(em: EntityManager, clientId: string, connectionId: string): Promise<Buffer | null> {
  const [row] = await query<{ kdf_salt: Buffer }>(
    em,
    `select kdf_salt from bank_grants where client_id = $1 and connection_id = $2 and role = 'current'`,
    [clientId, connectionId],
  );
  return row?.kdf_salt ?? null;
}
