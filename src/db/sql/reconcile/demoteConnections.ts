import type { EntityManager } from '@mikro-orm/postgresql';
import { statusesBefore } from '../../../domain/connectionStatus.ts';
import { query } from '../../tenantScope.ts';
import { addAuditEntries } from '../effects/addAuditEntries.ts';
import { addOutboxEvents } from '../effects/addOutboxEvents.ts';

export interface Demotion {
  readonly connectionId: string;
  /** Of the error table: what its runs fail with. */
  readonly code: string;
}

/**
 * Hands one client's degraded connections to an operator (D.2), each with its event and audit entry. Returns the ids of
 * those that were in a state that leads there and were not synced since `before`.
 */
export async function demoteConnections(
  em: EntityManager,
  { clientId, demotions, before }: { clientId: string; demotions: readonly Demotion[]; before: Date },
): Promise<string[]> {
  const rows = await query<{ id: string; status_reason: string }>(
    em,
    `update bank_connections c
     set connection_status = 'needs_operator', status_reason = d.code, status_changed_at = now(), updated_at = now()
     from json_to_recordset($2) as d("connectionId" uuid, code text)
     where c.client_id = $1 and c.id = d."connectionId" and c.connection_status = any($3)
       and (c.last_sync_at is null or c.last_sync_at < $4)
     returning c.id, c.status_reason`,
    [clientId, JSON.stringify(demotions), statusesBefore('needs_operator'), before],
  );
  await addOutboxEvents(
    em,
    clientId,
    rows.map(({ id }) => ({ type: 'connection.needs_operator', data: { connection_id: id } })),
  );
  await addAuditEntries(
    em,
    clientId,
    rows.map(({ id, status_reason }) => ({
      kind: 'change',
      actor: 'workflow',
      action: 'connection.needs_operator',
      subjectId: id,
      data: { reason: status_reason, degraded: true },
    })),
  );
  return rows.map(({ id }) => id);
}
