import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { StateAlertKind } from '../../../domain/stateAlert.ts';
import { query } from '../../tenantScope.ts';
import { addOutboxEvents } from '../effects/addOutboxEvents.ts';

export interface Alert {
  readonly kind: StateAlertKind;
  readonly subject: string;
  readonly connectionId: string;
  readonly runId: string | null;
  /** Instants, codes and counts. */
  readonly data: Readonly<Record<string, string | number | null>>;
}

/**
 * One client's alerts as tasks, each with its event. A subject that was told before is left out, whether its task is open
 * or closed. Returns the subjects that are new.
 */
export async function insertAlerts(em: EntityManager, clientId: string, alerts: readonly Alert[]): Promise<string[]> {
  const opened = await query<{ id: string; subject: string; connection_id: string }>(
    em,
    `insert into tasks (id, client_id, kind, subject, connection_id, run_id, data)
     select a.id, $1, a.kind, a.subject, a."connectionId", a."runId", a.data
     from json_to_recordset($2)
       as a(id uuid, kind text, subject text, "connectionId" uuid, "runId" uuid, data jsonb)
     where not exists (select from tasks k where k.client_id = $1 and k.subject = a.subject)
     on conflict (client_id, subject) where status = 'open' do nothing
     returning id, subject, connection_id`,
    [clientId, JSON.stringify(alerts.map((alert) => ({ id: randomUUIDv7(), ...alert })))],
  );
  await addOutboxEvents(
    em,
    clientId,
    opened.map(({ id, connection_id }) => ({ type: 'task.created', data: { connection_id, ids: { tasks: [id] } } })),
  );
  return opened.map(({ subject }) => subject);
}
