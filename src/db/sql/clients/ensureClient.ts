import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Makes the client's row where there is none: a client needs no registration (contract 3.2). Any number of times. */
export async function ensureClient(em: EntityManager, clientId: string): Promise<void> {
  await query(em, 'insert into clients (client_id) values ($1) on conflict (client_id) do nothing', [clientId]);
}
