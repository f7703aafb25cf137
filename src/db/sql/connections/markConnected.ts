import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionStatus } from '../../../domain/connectionStatus.ts';
import { query } from '../../tenantScope.ts';

/**
 * Since when, and until when the consent lasts (epoch milliseconds; null: the bank named no end). Notices begin
 * anew (D-17). Gives the status that it has; the row is locked from here on.
 */
export async function markConnected(
  em: EntityManager,
  {
    clientId,
    connectionId,
    consentExpiresMs,
  }: { clientId: string; connectionId: string; consentExpiresMs: number | null },
): Promise<{ readonly status: ConnectionStatus }> {
  const [row] = await query<{ status: ConnectionStatus }>(
    em,
    `update bank_connections
     set connected_at = coalesce(connected_at, now()), consent_expires_at = to_timestamp($3::float8 / 1000),
         consent_notice_days = null, reconsent_reminder_days = null, superseded_by = null,
         updated_at = now()
     where client_id = $1 and id = $2
     returning connection_status as status`,
    [clientId, connectionId, consentExpiresMs],
  );
  if (row === undefined) throw new Error('the connection is gone');
  return row;
}
