import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

/** Since when, and until when the consent lasts (epoch milliseconds; null: the bank named no end). */
export async function markConnected(
  em: EntityManager,
  {
    clientId,
    connectionId,
    consentExpiresMs,
  }: { clientId: string; connectionId: string; consentExpiresMs: number | null },
): Promise<void> {
  await query(
    em,
    `update bank_connections
     set connected_at = coalesce(connected_at, now()), consent_expires_at = to_timestamp($3::float8 / 1000),
         updated_at = now()
     where client_id = $1 and id = $2`,
    [clientId, connectionId, consentExpiresMs],
  );
}
