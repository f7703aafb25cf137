import type { EntityManager } from '@mikro-orm/postgresql';
import { queryOne } from '../../tenantScope.ts';

/**
 * Whether the consent that a connection works with was connected after `sinceMs` (epoch milliseconds): what the bank
 * refused then was an older one (D-18). To be asked with the connection's row locked, or a swap in flight is not seen.
 */
export async function wasRenewedSince(
  em: EntityManager,
  { clientId, connectionId, sinceMs }: { clientId: string; connectionId: string; sinceMs: number },
): Promise<boolean> {
  const { renewed } = await queryOne<{ renewed: boolean }>(
    em,
    `select exists (
       select from bank_grants g
       join authorization_attempts a on a.client_id = g.client_id and a.id = g.attempt_id
       where g.client_id = $1 and g.connection_id = $2 and g.role = 'current'
         and a.status = 'connected' and a.updated_at > to_timestamp($3::float8 / 1000)
     ) as renewed`,
    [clientId, connectionId, sinceMs],
  );
  return renewed;
}
