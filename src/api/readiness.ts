import { expectedMigrations } from '../db/repositories/expectedMigrations.ts';
import { listRunMigrations } from '../db/sql/read/listRunMigrations.ts';
import { ping } from '../db/sql/read/ping.ts';
import { acrossClients } from '../db/tenantScope.ts';
import type { ApiDeps } from './apiDeps.ts';

export interface Readiness {
  readonly database: boolean;
  readonly migrations: boolean;
  readonly temporal: boolean;
  readonly shutting_down: boolean;
}

const databaseWithinMs = 500;
const temporalWithinMs = 1_000;
const temporalCachedMs = 5_000;

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
export function createReadiness({ orm, engine, clock, isShuttingDown }: ApiDeps): () => Promise<Readiness> {
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
      temporal: reachable,
      shutting_down: isShuttingDown(),
    };
  };
}
