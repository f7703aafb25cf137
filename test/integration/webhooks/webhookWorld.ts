import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { Writable } from 'node:stream';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createDeliverEvents } from '../../../src/activities/webhooks/deliverEvents.ts';
import type { DeliveryDeps } from '../../../src/activities/webhooks/deliveryDeps.ts';
import type { EventType } from '../../../src/contracts/events.ts';
import type { DeliveryCounts } from '../../../src/contracts/webhooks.ts';
import { addEndpoint } from '../../../src/db/repositories/webhookEndpoints.ts';
import { addOutboxEvents, type EventData } from '../../../src/db/sql/effects/addOutboxEvents.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { createLogger } from '../../../src/logger.ts';
import { createCipher } from '../../../src/security/cipher.ts';
import { createKeyring } from '../../../src/security/keyring.ts';
import { generateWebhookSecret } from '../../../src/security/webhookSignature.ts';
import { sealSecrets } from '../../../src/webhooks/endpointSecrets.ts';
import type { Resolve } from '../../../src/webhooks/guardedConnector.ts';
import { createWebhookSender } from '../../../src/webhooks/webhookSender.ts';
import type { WebhookReach } from '../../../src/webhooks/webhookUrl.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';
import { createMemoryBank } from '../sync/memoryBank.ts';

export interface NewTestEndpoint {
  readonly url: string;
  readonly events?: readonly EventType[];
  readonly clients?: 'all' | readonly string[];
}
export interface StoredDelivery {
  readonly id: string;
  readonly event_id: string;
  readonly status: string;
  readonly attempts: number;
  readonly http_status: number | null;
  readonly error_code: string | null;
  /** Seconds from the world's time. */
  readonly due_in: number;
  readonly log: readonly { readonly error_code: string | null }[];
}

/** The step that delivers, on a real database and over HTTP. */
export interface WebhookWorld {
  readonly database: TestDatabase;
  readonly deps: DeliveryDeps;
  /** Added to the clock. */
  aheadMs: number;
  failpoint: ((name: string) => void) | undefined;
  addEndpoint(endpoint: NewTestEndpoint): Promise<{ readonly id: string; readonly secret: string }>;
  tell(clientId: string, type?: EventType, data?: EventData): Promise<void>;
  /** One look: what is due is sent and recorded. */
  deliver(lastsMs?: number): Promise<DeliveryCounts>;
  deliveriesTo(endpointId: string): Promise<readonly StoredDelivery[]>;
  logText(): string;
  close(): Promise<void>;
}

export async function openWebhookWorld({
  reach = { sandbox: true, privateHosts: new Set() },
  timeoutMs = 1_000,
  resolve,
}: {
  readonly reach?: WebhookReach;
  readonly timeoutMs?: number;
  readonly resolve?: Resolve;
} = {}): Promise<WebhookWorld> {
  const database = await openTestDatabase();
  const lines: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const keyring = createKeyring({ secretKey: randomUUID() });
  const cipher = createCipher(keyring, { iterations: 1_000 });
  const webhooks = createWebhookSender(reach, { timeoutMs, ...(resolve === undefined ? {} : { resolve }) });
  const deps: DeliveryDeps = {
    orm: database.orm,
    bank: createMemoryBank(),
    cipher,
    keyring,
    clock: { now: () => Date.now() + world.aheadMs },
    logger: createLogger({ level: 'info', service: 'test' }, stream),
    settings: { syncTime: '03:00', syncTimeZone: 'UTC', spillDir: '/nonexistent' },
    webhooks,
    failpoint: (name) => world.failpoint?.(name),
  };
  const world: WebhookWorld = {
    database,
    deps,
    aheadMs: 0,
    failpoint: undefined,
    async addEndpoint({ url, events = [], clients = 'all' }) {
      const [id, secret] = [randomUUIDv7(), generateWebhookSecret()];
      const sealed = await sealSecrets(cipher, id, [secret]);
      await addEndpoint(database.orm.em, { id, url, events, clients, secret: sealed }, 'test');
      return { id, secret };
    },
    tell: (clientId, type = 'sync.completed', data = { counts: { transactions: 1 } }) =>
      withClient(database.orm.em, { clientId, role: 'kontosync_worker' }, (em) =>
        addOutboxEvents(em, clientId, [{ type, data }]),
      ),
    deliver: (lastsMs = 0) =>
      new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(createDeliverEvents(deps), {
        lastsMs,
      }),
    deliveriesTo: (endpointId) =>
      database.admin<StoredDelivery & Record<string, unknown>>(
        `select id, event_id, status, attempts, http_status, error_code, attempt_log as log,
                extract(epoch from next_attempt_at - $2::timestamptz)::float8 as due_in
         from webhook_deliveries where endpoint_id = $1 order by event_id`,
        [endpointId, new Date(deps.clock.now())],
      ),
    logText: () => lines.join(''),
    async close() {
      await webhooks.close();
      await database.close();
    },
  };
  return world;
}
