import type { EntityManager } from '@mikro-orm/postgresql';
import type { EventType } from '../../../contracts/events.ts';
import { type ConnectionStatus, statusesBefore } from '../../../domain/connectionStatus.ts';
import { query } from '../../tenantScope.ts';
import { addAuditEntries } from '../effects/addAuditEntries.ts';
import { addOutboxEvents } from '../effects/addOutboxEvents.ts';

export interface StatusChange {
  readonly clientId: string;
  readonly connectionId: string;
  readonly to: ConnectionStatus;
  /** A code of the error table, or null. */
  readonly reason: string | null;
  /** Of the audit: a principal's id, or `workflow`. */
  readonly actor: string;
}

const events: Partial<Record<ConnectionStatus, EventType>> = {
  needs_reconsent: 'connection.needs_reconsent',
  needs_operator: 'connection.needs_operator',
  abandoned: 'connection.abandoned',
  revoked: 'connection.disconnected',
};

/**
 * One legal step of a connection (S-15), with its event and audit entry. False, and nothing is written, where the
 * connection is not in a state that leads to `to`: it is there already, or somebody else was faster.
 */
export async function setConnectionStatus(em: EntityManager, change: StatusChange): Promise<boolean> {
  const { clientId, connectionId, to, reason, actor } = change;
  const rows = await query<{ id: string }>(
    em,
    `update bank_connections
     set connection_status = $3, status_reason = $4, status_changed_at = now(), updated_at = now()
     where client_id = $1 and id = $2 and connection_status = any($5)
     returning id`,
    [clientId, connectionId, to, reason, statusesBefore(to)],
  );
  if (rows.length === 0) return false;
  const event = events[to];
  if (event !== undefined)
    await addOutboxEvents(em, clientId, [{ type: event, data: { connection_id: connectionId } }]);
  await addAuditEntries(em, clientId, [
    { kind: 'change', actor, action: `connection.${to}`, subjectId: connectionId, data: { reason } },
  ]);
  return true;
}
