import { expectedMigrations } from '../db/repositories/expectedMigrations.ts';
import { checkSecrets, describeSecrets, findForeignCanaries } from '../db/repositories/secretsCheck.ts';
import { listRunMigrations } from '../db/sql/read/listRunMigrations.ts';
import { ping } from '../db/sql/read/ping.ts';
import { acrossClients } from '../db/tenantScope.ts';
import type { ApiDeps } from './apiDeps.ts';

export interface Readiness {
  readonly database: boolean;
  readonly migrations: boolean;
  /** Every stored row's key is configured (B-10). */
  readonly secrets: boolean;
  readonly temporal: boolean;
  readonly shutting_down: boolean;
}

const databaseWithinMs = 500;
const temporalWithinMs = 1_000;
const temporalCachedMs = 5_000;
const secretsCachedMs = 10_000;

/** Whether `work` gives true in time. A failure is the answer "no", which is what a check is for. */
async function within(ms: number, work: () => Promise<boolean>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  try {
    return await Promise.race([work().catch(() => false), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The checks of E-1, each in its time; Temporal is asked at most every five seconds. */
export function createReadiness(deps: ApiDeps): () => Promise<Readiness> {
  const { orm, engine, clock, isShuttingDown } = deps;
  const checkSecretKeys = createSecretKeysCheck(deps);
  let temporal = { reachable: false, askedAtMs: Number.NEGATIVE_INFINITY };
  let hasMigrations = false; // they never go back, so one good look is enough

  const checkMigrations = async (): Promise<boolean> => {
    if (hasMigrations) return true;
    const run = new Set(await acrossClients(orm.em, listRunMigrations));
    hasMigrations = (await expectedMigrations()).every((name) => run.has(name));
    return hasMigrations;
  };
  const checkTemporal = async (): Promise<boolean> => {
    const nowMs = clock.now();
    if (nowMs - temporal.askedAtMs < temporalCachedMs) return temporal.reachable;
    const reachable = await within(temporalWithinMs, () => engine.isReachable());
    temporal = { reachable, askedAtMs: nowMs };
    return reachable;
  };

  return async () => {
    const [database, reachable] = await Promise.all([
      within(databaseWithinMs, () => acrossClients(orm.em, ping)),
      checkTemporal(),
    ]);
    return {
      database,
      migrations: database && (await within(databaseWithinMs, checkMigrations)),
      secrets: database && (await within(databaseWithinMs, checkSecretKeys)),
      temporal: reachable,
      shutting_down: isShuttingDown(),
    };
  };
}

/**
 * Once the whole of the stored rows; from then on whether some process writes with a secret that is not configured here.
 * A look that takes longer than the answer may goes on, and the next answer has its outcome.
 */
function createSecretKeysCheck({ orm, keyring, cipher, clock, logger }: ApiDeps): () => Promise<boolean> {
  let wasWhole = false;
  let last: { readonly isWhole: Promise<boolean>; readonly atMs: number } | null = null;

  const look = async (): Promise<boolean> => {
    const problem = wasWhole
      ? describeSecrets({ missing: await foreignKeys(), unreadable: [] }, keyring)
      : describeSecrets(await checkSecrets({ orm, keyring, cipher }), keyring);
    if (problem !== null) logger.error({ alert: 'secret_missing', problem }, 'not ready: a secret is not configured');
    wasWhole ||= problem === null;
    return problem === null;
  };
  const foreignKeys = async () =>
    (await findForeignCanaries({ orm, keyring })).map((keyId) => ({ keyId, tables: ['secret_canaries'] }));

  return () => {
    const nowMs = clock.now();
    if (last === null || nowMs - last.atMs >= secretsCachedMs) {
      const isWhole = look();
      const looked = { isWhole, atMs: nowMs };
      last = looked;
      isWhole.catch(() => {
        if (last === looked) last = null; // not known: asked again by the next
      });
    }
    return last.isWhole;
  };
}
