import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NativeConnection } from '@temporalio/worker';
import type { AdviceDeps } from '../activities/advice/adviceDeps.ts';
import { createHttpAdvisor } from '../activities/advice/httpAdvisor.ts';
import { listSpilledKeys } from '../activities/grants/listSpilledKeys.ts';
import { createSweepSpill } from '../activities/grants/sweepSpill.ts';
import { createActivities } from '../activities/index.ts';
import type { MailDeps } from '../activities/mail/mailDeps.ts';
import type { DeliveryDeps } from '../activities/webhooks/deliveryDeps.ts';
import { systemClock } from '../clock.ts';
import type { CommandInput } from '../command.ts';
import { taskQueues } from '../contracts/ids.ts';
import { createLogger } from '../logger.ts';
import { openMailTransport } from '../mail/openMailTransport.ts';
import { requireSecrets } from '../requireSecrets.ts';
import { serveUntilStopped } from '../serveUntilStopped.ts';
import { openFoundation } from '../startUp.ts';
import { connectTemporal, temporalEndpoint } from '../temporal/connectTemporal.ts';
import { prepareEngine } from '../temporal/prepareEngine.ts';
import { createWebhookSender } from '../webhooks/webhookSender.ts';
import { connectWithPatience } from './connectWithPatience.ts';
import { installRuntime } from './installRuntime.ts';
import { activitySlots, startWorkers } from './startWorkers.ts';
import { watchEngine } from './watchEngine.ts';
import { loadWorkflowBundle } from './workflowBundle.ts';

/** One connection for each activity that may run, and some for those that look across clients beside their own. */
const poolSize = activitySlots.interactive + activitySlots.batch + 4;

/** F5: as for Temporal. */
const databasePatienceMs = 5 * 60_000;

/** `worker`: works until it is stopped. Exits non-zero when its workers fail (E-2). */
export async function runWorker({ settings, environment }: CommandInput): Promise<number> {
  const logger = createLogger({ level: settings.logLevel, service: 'worker' });
  installRuntime(logger);
  const spillDir = join(settings.dataDir, 'spill');
  await mkdir(spillDir, { recursive: true, mode: 0o700 });
  const foundation = await openFoundation(settings, { applicationName: 'kontosync-worker', poolSize, logger });
  await requireSecrets(foundation, { logger, patienceMs: databasePatienceMs });
  const endpoint = temporalEndpoint(environment);
  const [connection, bundle] = await Promise.all([
    connectWithPatience(() => NativeConnection.connect(endpoint.connectionOptions), logger),
    loadWorkflowBundle({ isSealing: settings.temporal.payloadCodec }),
  ]);
  const temporal = connectTemporal(endpoint, foundation.codec);
  const schedules = { taskQueue: taskQueues.batch, ...settings.sync };
  await prepareEngine(temporal, schedules);
  const advisor = settings.matchAdvisor === null ? undefined : createHttpAdvisor(settings.matchAdvisor);
  const webhooks = createWebhookSender(settings.webhooks);
  const stopping = new AbortController();
  const deps: MailDeps & AdviceDeps & DeliveryDeps = {
    orm: foundation.orm,
    bank: foundation.bank,
    cipher: foundation.cipher,
    keyring: foundation.keyring,
    clock: systemClock,
    logger,
    settings: { syncTime: settings.sync.time, syncTimeZone: settings.sync.timeZone, spillDir },
    mail: {
      open: () => openMailTransport(settings.mail, settings.dataDir),
      sender: settings.mail.from.address,
    },
    webhooks,
    stopping: stopping.signal,
    ...(advisor === undefined ? {} : { advisor }),
  };
  // Before it takes work: what the process before has left on this machine's disk.
  await createSweepSpill(deps)().catch((error: unknown) =>
    logger.error({ err: error }, 'the spill folder was not swept'),
  );
  const alsoInUse = await listSpilledKeys(spillDir, logger);
  if (alsoInUse.length > 0) await requireSecrets(foundation, { logger, alsoInUse, patienceMs: databasePatienceMs });
  const workers = await startWorkers({
    connection,
    namespace: endpoint.namespace,
    queues: taskQueues,
    bundle,
    activities: createActivities(deps),
    codec: foundation.codec,
    logger,
  });
  const engineWatch = watchEngine(temporal, schedules, { logger });
  logger.info({ queues: taskQueues }, 'the worker works');
  return serveUntilStopped({
    failed: workers.finished,
    stop: async () => {
      stopping.abort();
      try {
        await Promise.all([engineWatch.close(), workers.shutdown()]);
      } finally {
        await Promise.all([foundation.close(), temporal.connection.close(), connection.close()]);
        await Promise.all([advisor?.close(), webhooks.close()]);
        logger.info('the worker has stopped');
      }
    },
  });
}
