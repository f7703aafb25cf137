import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionStatus } from '../../../domain/connectionStatus.ts';
import { query } from '../../tenantScope.ts';
import { epochMs } from '../grants/epochMs.ts';

export interface StoredConnectionState {
  readonly status: ConnectionStatus;
  readonly statusReason: string | null;
  readonly sinceMs: number;
  readonly consentExpiresMs: number | null;
  /** The notice of its end, and after it the reminder, that was given last (D-17), in days. */
  readonly consentNoticeDays: number | null;
  readonly reconsentReminderDays: number | null;
  readonly isRevokeConfirmed: boolean;
}

interface Row {
  readonly connection_status: ConnectionStatus;
  readonly status_reason: string | null;
  readonly since_ms: number;
  readonly consent_expires_ms: number | null;
  readonly consent_notice_days: number | null;
  readonly reconsent_reminder_days: number | null;
  readonly is_revoke_confirmed: boolean;
}

/** Where a connection stands in its life; null: the client has no such connection. */
export async function readConnectionState(
  em: EntityManager,
  { clientId, connectionId }: { clientId: string; connectionId: string },
): Promise<StoredConnectionState | null> {
  const [row] = await query<Row>(
    em,
    `select connection_status, status_reason, ${epochMs('status_changed_at')} as since_ms,
            ${epochMs('consent_expires_at')} as consent_expires_ms, consent_notice_days, reconsent_reminder_days,
            revoke_confirmed_at is not null as is_revoke_confirmed
     from bank_connections where client_id = $1 and id = $2`,
    [clientId, connectionId],
  );
  return row === undefined
    ? null
    : {
        status: row.connection_status,
        statusReason: row.status_reason,
        sinceMs: row.since_ms,
        consentExpiresMs: row.consent_expires_ms,
        consentNoticeDays: row.consent_notice_days,
        reconsentReminderDays: row.reconsent_reminder_days,
        isRevokeConfirmed: row.is_revoke_confirmed,
      };
}
