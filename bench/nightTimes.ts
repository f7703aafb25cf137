import { createRandom } from '../simulator/ledger/random.ts';
import { until } from '../src/local/readiness.ts';
import { faultsOf } from './backfill.ts';
import { requestSyncAll } from './erp.ts';
import { type NightClient, rowsOfAccount } from './nightClients.ts';
import { type FinishedRun, listRuns } from './runs.ts';
import type { Stage } from './stage.ts';

const deadlineMs = 15 * 60_000;
const hours = (count: number): number => count * 3_600_000;

export interface NightTimes {
  /** From the call to the last end. */
  readonly seconds: number;
  readonly runs: number;
  /** Of each client, from the call to the end of all but 5 of 100 of its runs, in seconds. */
  readonly p95: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
}

/**
 * Syncs all connections of these clients at once by sync/all. The large client's wait longest, so that a night that only
 * goes by waiting would take all of them first; the others' ages are drawn from the seed.
 */
export async function timeNight(stage: Stage, clients: readonly NightClient[], seed: string): Promise<NightTimes> {
  const random = createRandom(seed);
  // Between the 12 hours that sync/all wants and the 22 after which the Schedule would take them too.
  const ages = clients.flatMap(({ isLarge, accounts }) =>
    accounts.map(({ connectionId }) => ({
      connectionId,
      ageMs: isLarge ? hours(21) : random.int(hours(13), hours(20)),
    })),
  );
  await stage.database.query(
    `update bank_connections c set last_attempt_at = now() - a."ageMs" * interval '1 ms', claim_id = null
     from json_to_recordset($1) as a("connectionId" uuid, "ageMs" bigint) where c.id = a."connectionId"`,
    [JSON.stringify(ages)],
  );
  const askedAt = Date.now();
  const triggered = await requestSyncAll(stage);
  await untilEnded(stage, ages.length, askedAt);
  const runs = (
    await listRuns(
      stage,
      ages.map(({ connectionId }) => connectionId),
      askedAt,
    )
  ).filter((run): run is FinishedRun => run.finishedAt !== null);
  const problems = runs.flatMap((run) => faultsOf(run, { rows: rowsOfAccount, newRows: 0 }));
  if (triggered !== ages.length) problems.push(`sync/all triggered ${triggered} of ${ages.length} connections`);
  if (runs.length !== ages.length) problems.push(`${runs.length} runs for ${ages.length} connections`);
  const endOf = new Map(runs.map(({ connectionId, finishedAt }) => [connectionId, (finishedAt - askedAt) / 1000]));
  return {
    seconds: Math.max(...endOf.values()),
    runs: runs.length,
    p95: new Map(
      clients.map(({ clientId, accounts }) => [
        clientId,
        quantile(
          accounts.flatMap(({ connectionId }) => endOf.get(connectionId) ?? []),
          0.95,
        ),
      ]),
    ),
    problems,
  };
}

/** Looks at few columns, and seldom: the bench must not be what is measured. */
export const untilEnded = ({ database, signal }: Stage, count: number, sinceMs: number): Promise<void> => {
  let lookAt = 0;
  return until(`${count} runs end`, signal, deadlineMs, async () => {
    if (Date.now() < lookAt) return false;
    lookAt = Date.now() + 1_000;
    const { rows } = await database.query<{ ended: number }>(
      `select count(distinct connection_id)::int as ended from sync_runs where started_at >= $1 and finished_at is not null`,
      [new Date(sinceMs)],
    );
    return rows[0]?.ended === count;
  });
};

/** The nearest-rank quantile; 0 of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const ascending = values.toSorted((a, b) => a - b);
  return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? 0;
}
