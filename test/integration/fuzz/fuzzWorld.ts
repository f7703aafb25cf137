import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  arrangeConnection,
  arrangeMatch,
  arrangeReviewItem,
  arrangeRun,
  arrangeTask,
  arrangeTransaction,
} from '../api/arrange.ts';
import type { TestApi } from '../api/openTestApi.ts';

/** Which of its things an id names, by the word before it in the path or by the member's name. */
const kinds: Readonly<Record<string, string>> = {
  clients: 'client',
  client_id: 'client',
  client_ids: 'client',
  connections: 'connection',
  connection_id: 'connection',
  accounts: 'account',
  account_id: 'account',
  transactions: 'transaction',
  transaction_id: 'transaction',
  'sync-runs': 'sync_run',
  sync_run_id: 'sync_run',
  matches: 'match',
  applied_match_ids: 'match',
  tasks: 'task',
  'review-items': 'review_item',
  id: 'review_item', // of a batch's items
  invoice_id: 'invoice',
  'webhook-endpoints': 'webhook_endpoint',
  deliveries: 'webhook_delivery',
  'api-keys': 'api_key',
};

export interface FuzzWorld {
  /** Ids that there are, of the thing that this word names; empty for a word that names none. */
  idsFor(word: string): readonly string[];
  /** Callers: all clients, one client, another's, only a reading scope. */
  readonly keys: readonly string[];
  /** What no answer may hold from here on. */
  readonly secrets: readonly string[];
}

const connectionsEach = 6;
const rowsEach = 4;

/** Some clients with some of everything that a client can have, and keys for them. */
export async function arrangeWorld(api: TestApi): Promise<FuzzWorld> {
  const ids = new Map<string, string[]>();
  const keep = (kind: string, id: string): void => {
    ids.set(kind, [...(ids.get(kind) ?? []), id]);
  };
  const clients = [randomUUID(), randomUUID()] as const;
  for (const clientId of clients) {
    await api.database.admin('insert into clients (client_id) values ($1)', [clientId]);
    keep('client', clientId);
    const externalIds = ['F1', 'F2', 'F3', 'F4', 'F5'].values();
    for (let at = 0; at < connectionsEach; at += 1) {
      const owner = await arrangeConnection(api.database, { clientId });
      const runId = await arrangeRun(api.database, owner);
      keep('connection', owner.connectionId);
      keep('account', owner.accountId);
      keep('sync_run', runId);
      keep('task', await arrangeTask(api.database, owner));
      for (let row = 0; row < rowsEach; row += 1) {
        const transactionId = await arrangeTransaction(api.database, { ...owner, runId });
        keep('transaction', transactionId);
        keep('review_item', await arrangeReviewItem(api.database, { clientId, transactionId }));
      }
      const externalId = externalIds.next().value;
      if (externalId === undefined) continue;
      const transactionId = await arrangeTransaction(api.database, { ...owner, runId }, { match_status: 'matched' });
      keep('transaction', transactionId);
      keep('match', await arrangeMatch(api.database, { clientId, transactionId }, [[externalId, '10000']]));
    }
  }
  const invoices = await api.database.admin<{ id: string }>(
    'select id from invoices where client_id = any($1) order by external_id, client_id',
    [clients],
  );
  for (const { id } of invoices) keep('invoice', id);
  const secrets = [await arrangeGrant(api, clients[0], ids.get('connection')?.[0] ?? '')];
  const rights = { scopes: ['connections:read'], all_clients: true };
  for (const name of ['spare', 'old']) {
    const { key, api_key } = await create(api, '/api/v1/api-keys', { name, ...rights }, createdKey);
    keep('api_key', api_key.id);
    secrets.push(key);
  }
  for (const clientId of clients) {
    const body = { url: 'https://erp.example/hook', events: [], client_ids: [clientId] };
    const { secret, webhook_endpoint } = await create(api, '/api/v1/webhook-endpoints', body, createdEndpoint);
    keep('webhook_endpoint', webhook_endpoint.id);
    secrets.push(secret);
    keep('webhook_delivery', await arrangeDelivery(api, clientId, webhook_endpoint.id));
  }
  const keys = [
    await api.keyFor('all'),
    await api.keyFor([clients[0]]),
    await api.keyFor([randomUUID()]),
    await api.keyFor('all', ['connections:read', 'transactions:read']),
  ];
  return { idsFor: (word) => ids.get(kinds[word] ?? '') ?? [], keys, secrets: [...secrets, ...keys] };
}

const withId = z.object({ id: z.string() });
const createdKey = z.object({ key: z.string(), api_key: withId });
const createdEndpoint = z.object({ secret: z.string(), webhook_endpoint: withId });

/** By the API itself: only so is the secret a real one. */
async function create<T>(api: TestApi, path: string, body: unknown, shape: z.ZodType<T>): Promise<T> {
  const answer = await api.call('POST', path, { key: await api.keyFor('all'), body });
  if (answer.status !== 201) throw new Error(answer.text);
  return shape.parse(answer.body);
}

/** A grant whose ciphertext is known, so that it is found wherever it comes out. */
async function arrangeGrant(api: TestApi, clientId: string, connectionId: string): Promise<string> {
  const ciphertext = `ciphertext-${randomUUID()}`;
  await api.database.admin(
    `insert into bank_grants (id, client_id, connection_id, attempt_id, role, ciphertext, key_id, kdf_salt, kdf_iterations)
     values ($1, $2, $3, $4, 'current', $5, $6, '\\x00', 1)`,
    [randomUUID(), clientId, connectionId, randomUUID(), ciphertext, api.deps.cipher.current.keyId],
  );
  return ciphertext;
}

async function arrangeDelivery(api: TestApi, clientId: string, endpointId: string): Promise<string> {
  const [eventId, deliveryId] = [randomUUID(), randomUUID()];
  await api.database.admin(
    `insert into outbox_events (id, client_id, type, data, position)
     select $1, $2, 'sync.failed', '{}', coalesce(max(position), 0) + 1 from outbox_events`,
    [eventId, clientId],
  );
  await api.database.admin(
    `insert into webhook_deliveries (id, client_id, endpoint_id, event_id, status) values ($1, $2, $3, $4, 'failed')`,
    [deliveryId, clientId, endpointId, eventId],
  );
  return deliveryId;
}
