import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { testEventType } from '../../../contracts/events.ts';
import { query } from '../../tenantScope.ts';

/**
 * An event for one endpoint alone: it has a place before all others, so that nobody hands it on and no reader of events
 * meets it. Returns the delivery's id.
 */
export async function insertTestEvent(em: EntityManager, clientId: string, endpointId: string): Promise<string> {
  const [eventId, deliveryId] = [randomUUIDv7(), randomUUIDv7()];
  await query(em, 'insert into outbox_events (id, client_id, type, data, position) values ($1, $2, $3, $4, 0)', [
    eventId,
    clientId,
    testEventType,
    JSON.stringify({ client_id: clientId }),
  ]);
  await query(em, 'insert into webhook_deliveries (id, client_id, endpoint_id, event_id) values ($1, $2, $3, $4)', [
    deliveryId,
    clientId,
    endpointId,
    eventId,
  ]);
  return deliveryId;
}
