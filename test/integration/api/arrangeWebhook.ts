import { randomUUIDv7 } from 'node:crypto';
import { type Admin, insert } from './arrange.ts';

/** An endpoint of the client alone, and a failed delivery to it. */
export async function arrangeWebhook(
  database: Admin,
  { clientId }: { readonly clientId: string },
): Promise<{ readonly webhook_endpoint: string; readonly webhook_delivery: string }> {
  const [endpointId, eventId, deliveryId] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()];
  await insert(database, 'webhook_endpoints', {
    id: endpointId,
    url: 'https://erp.example/',
    events: '[]',
    all_clients: false,
    client_ids: JSON.stringify([clientId]),
    ciphertext: '',
    key_id: '',
    kdf_salt: Buffer.alloc(16),
    kdf_iterations: 1,
  });
  await insert(database, 'outbox_events', {
    id: eventId,
    client_id: clientId,
    type: 'sync.failed',
    data: '{}',
    position: 1,
  });
  await insert(database, 'webhook_deliveries', {
    id: deliveryId,
    client_id: clientId,
    endpoint_id: endpointId,
    event_id: eventId,
    status: 'failed',
  });
  return { webhook_endpoint: endpointId, webhook_delivery: deliveryId };
}
