import { systemClock } from '../clock.ts';
import type { CommandInput } from '../command.ts';
import { taskQueues } from '../contracts/ids.ts';
import { createLogger } from '../logger.ts';
import { requireSecrets } from '../requireSecrets.ts';
import { serveUntilStopped } from '../serveUntilStopped.ts';
import { openFoundation } from '../startUp.ts';
import { connectTemporal, temporalEndpoint } from '../temporal/connectTemporal.ts';
import { createTemporalEngine } from '../temporal/temporalEngine.ts';
import { ensureBootstrapKey } from './ensureBootstrapKey.ts';
import { createRates } from './rates/createRates.ts';
import { unlimited } from './rates/rates.ts';
import { startApi } from './startApi.ts';
import { createVerifyToken } from './verifyToken.ts';

const poolSize = 10;
/** connect and sync answer 202 after this (contract 3.1). */
const inlineWaitMs = 25_000;
/** E-3: what a balancer needs to hear that this one takes no more. */
const notReadyMs = 500;

/** `api`: serves until it is stopped. */
export async function runApi({ settings, environment }: CommandInput): Promise<number> {
  const logger = createLogger({ level: settings.logLevel, service: 'api' });
  const { orm, keyring, cipher, bank, codec, close } = await openFoundation(settings, {
    applicationName: 'kontosync-api',
    poolSize,
    logger,
  });
  const temporal = connectTemporal(temporalEndpoint(environment), codec);
  let isShuttingDown = false;
  const { rates, mostInFlight, trustedProxies } = settings.limits;
  const engine = createTemporalEngine(temporal, {
    queues: taskQueues,
    concurrency: settings.sync.concurrency,
    uiUrl: settings.temporal.uiUrl ?? null,
  });
  // Where the database is away the API starts all the same, and is not ready until it has answered.
  await requireSecrets({ orm, keyring, cipher }, { logger, patienceMs: 0 });
  if (settings.bootstrapKey !== undefined) await ensureBootstrapKey(orm, settings.bootstrapKey);
  const api = await startApi({
    port: settings.port,
    deps: {
      settings: {
        redirectUri: settings.dnb.redirectUri,
        scope: settings.dnb.scope,
        sandbox: settings.dnb.sandbox,
        syncTime: settings.sync.time,
        syncTimeZone: settings.sync.timeZone,
        trustedProxies,
        webhookPrivateHosts: settings.webhooks.privateHosts,
        mostInFlight,
      },
      orm,
      engine,
      cipher,
      keyring,
      descriptor: bank.descriptor,
      bank,
      clock: systemClock,
      ...(settings.jwt === null ? {} : { verifyToken: createVerifyToken(settings.jwt, systemClock) }),
      rates: rates === null ? unlimited : createRates({ orm, settings: rates, clock: systemClock, logger }),
      logger,
      inlineWaitMs,
      ...(codec === undefined ? {} : { codecEndpoint: { codec, uiUrl: settings.temporal.uiUrl ?? null } }),
      isShuttingDown: () => isShuttingDown,
    },
  });
  logger.info({ port: api.port }, 'the API listens');
  return serveUntilStopped({
    stop: async () => {
      isShuttingDown = true;
      await new Promise((resolve) => setTimeout(resolve, notReadyMs));
      await api.close();
      await Promise.all([close(), temporal.connection.close()]);
      logger.info('the API has stopped');
    },
  });
}
