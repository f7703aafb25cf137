import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NativeConnection, type WorkflowBundleOption } from '@temporalio/worker';
import { createHttpAdvisor } from '../../src/activities/advice/httpAdvisor.ts';
import { createActivities } from '../../src/activities/index.ts';
import { type BankLimits, defaultBankLimits } from '../../src/bank/bankLimits.ts';
import { createBankPort } from '../../src/bank/createBankPort.ts';
import type { ClosableBankPort } from '../../src/bank/dnb/oauth2.ts';
import { systemClock } from '../../src/clock.ts';
import { loadSettings, requireSetting } from '../../src/config.ts';
import type { TaskQueues } from '../../src/contracts/ids.ts';
import type { Logger } from '../../src/logger.ts';
import { openMailTransport } from '../../src/mail/openMailTransport.ts';
import { openFoundation } from '../../src/startUp.ts';
import { temporalEndpoint } from '../../src/temporal/connectTemporal.ts';
import { createWebhookSender } from '../../src/webhooks/webhookSender.ts';
import { startWorkers } from '../../src/worker/startWorkers.ts';

export interface WorkerParts {
  /** As the program reads it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly queues: TaskQueues;
  readonly bundle: WorkflowBundleOption;
  readonly logger: Logger;
  /** Shorter deadlines at the bank. */
  readonly bankLimits?: Partial<BankLimits>;
  /** Shortened days of the consents' clocks. */
  readonly consentDayMs?: number | undefined;
  /** As the program gives it, unless a test's end must not wait for so long. */
  readonly shutdownGraceMs?: number;
  /** Called at the places where a process may die (F1). */
  readonly failpoint?: (name: string) => void;
  /** To look at what goes through. */
  readonly watchBank?: (bank: ClosableBankPort) => ClosableBankPort;
}

/** The worker of the program on queues of its own: same parts, put together by the same settings. */
export async function startTestWorkers(parts: WorkerParts): Promise<{ readonly close: () => Promise<void> }> {
  const {
    environment,
    queues,
    bundle,
    logger,
    bankLimits,
    consentDayMs,
    shutdownGraceMs = 5_000,
    failpoint,
    watchBank = (bank) => bank,
  } = parts;
  const settings = loadSettings(environment);
  const spillDir = join(settings.dataDir, 'spill');
  await mkdir(spillDir, { recursive: true, mode: 0o700 });
  const foundation = await openFoundation(settings, { applicationName: 'test worker', poolSize: 34, logger });
  const { connectionOptions, namespace } = temporalEndpoint(environment);
  const connection = await NativeConnection.connect(connectionOptions);
  const bank = createBankPort(
    { ...settings.dnb, baseUrl: requireSetting('DNB_BASE_URL', settings.dnb.baseUrl) },
    systemClock,
    { ...defaultBankLimits, ...bankLimits },
  );
  const advisor = settings.matchAdvisor === null ? undefined : createHttpAdvisor(settings.matchAdvisor);
  const webhooks = createWebhookSender(settings.webhooks);
  const stopping = new AbortController();
  const { orm, cipher, keyring } = foundation;
  const workers = await startWorkers({
    connection,
    namespace,
    queues,
    bundle,
    codec: foundation.codec,
    activities: createActivities({
      orm,
      bank: watchBank(bank),
      cipher,
      keyring,
      clock: systemClock,
      logger,
      settings: {
        syncTime: settings.sync.time,
        syncTimeZone: settings.sync.timeZone,
        spillDir,
        ...(consentDayMs === undefined ? {} : { consentDayMs }),
      },
      mail: {
        open: () => openMailTransport(settings.mail, settings.dataDir),
        sender: settings.mail.from.address,
      },
      webhooks,
      stopping: stopping.signal,
      ...(failpoint === undefined ? {} : { failpoint }),
      ...(advisor === undefined ? {} : { advisor }),
    }),
    logger,
    shutdownGraceMs,
  });
  return {
    async close() {
      stopping.abort();
      try {
        await workers.shutdown();
      } finally {
        await Promise.all([bank.close(), foundation.close(), connection.close(), advisor?.close(), webhooks.close()]);
      }
    },
  };
}
