import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/**
 * The number of the client's latest committed change; '0' before the first. Read it before the list whose end it shall
 * be: whatever is committed in between has a higher number and is found the next time.
 */
export async function readChangeHead(em: EntityManager, clientId: string): Promise<string> {
  const [row] = await query<{ head: string }>(em, 'select change_seq::text as head from clients where client_id = $1', [
    clientId,
  ]);
  return row?.head ?? '0';
}
