import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createDeliverEvents } from '../../../src/activities/webhooks/deliverEvents.ts';
import type { EventType } from '../../../src/contracts/events.ts';
import type { DeliveryCounts } from '../../../src/contracts/webhooks.ts';
import { addOutboxEvents } from '../../../src/db/sql/effects/addOutboxEvents.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { createWebhookSender } from '../../../src/webhooks/webhookSender.ts';
import { createMemoryBank } from '../sync/memoryBank.ts';
import type { TestApi } from './openTestApi.ts';

/** One look of the worker at the API's events: hands them on and delivers them. */
export async function deliverEvents(
  { deps }: TestApi,
  { aheadMs = 0 }: { readonly aheadMs?: number } = {},
): Promise<DeliveryCounts> {
  const webhooks = createWebhookSender({ sandbox: true, privateHosts: new Set() }, { timeoutMs: 1_000 });
  const { orm, cipher, keyring, clock, logger } = deps;
  const step = createDeliverEvents({
    orm,
    cipher,
    keyring,
    clock: { now: () => clock.now() + aheadMs },
    logger,
    bank: createMemoryBank(),
    settings: { syncTime: '03:00', syncTimeZone: 'UTC', spillDir: '/nonexistent' },
    webhooks,
  });
  try {
    return await new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(step, { lastsMs: 0 });
  } finally {
    await webhooks.close();
  }
}

/** Events of a client, as the engine writes them. */
export const tellEvents = ({ database }: TestApi, clientId: string, ...types: readonly EventType[]): Promise<void> =>
  withClient(database.orm.em, { clientId, role: 'kontosync_worker' }, (em) =>
    addOutboxEvents(
      em,
      clientId,
      types.map((type) => ({ type, data: { counts: { transactions: 1 } } })),
    ),
  );
