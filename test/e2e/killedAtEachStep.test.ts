import { describe, expect, test } from '@jest/globals';
import { connectAccount } from './connectAccount.ts';
import { runsOf, storedSum } from './readTables.ts';
import { withSoonMissedWorkers } from './soonMissed.ts';
import { until } from './until.ts';
import { createWorkers } from './workerProcess.ts';
import { openWorld, type World } from './world.ts';

/** Of a window's page, of a date that is read alone, and of the merge: where a process may lose its power (F1). */
const places = {
  stage: ['before_call', 'after_call', 'in_transaction', 'before_commit', 'after_commit', 'before_report'],
  reread: ['before_call', 'after_call', 'in_transaction', 'before_commit', 'after_commit', 'before_report'],
  merge: ['before', 'in_transaction', 'before_commit', 'after_commit', 'before_report'],
} as const;

interface Survived {
  readonly place: string;
  readonly status: string;
  readonly runs: number;
  readonly isExact: boolean;
  readonly datesReadAlone: number;
  /** First pages that the day's count has seen. */
  readonly reads: number;
}

/** A first import in which edges of pages come twice, so that dates are read alone; killed once on the way. */
async function surviveKillAt(place: string): Promise<Survived> {
  const workers = createWorkers();
  const world = await openWorld({ workers: 'elsewhere' });
  try {
    const workersWorld = await withSoonMissedWorkers(world);
    const killed = await workers.start(workersWorld, place);
    const account = await world.bank.openAccount({ rows: 120, pageSize: 50 });
    await world.bank.switchOn({ name: 'page.overlap', account });
    const connecting = connectAccount(world, { account, async: true });
    // It may die before connect has its answer: that then comes of the second worker.
    await Promise.race([killed.gone, connecting.then(() => killed.gone)]);
    expect(killed.child.signalCode).toBe('SIGKILL');
    await workers.start(workersWorld);
    const { connectionId } = await connecting;
    const status = await until('the run has ended', () => endOf(world, connectionId), 120_000);
    const truth = await world.bank.truth(account);
    const stored = await storedSum(world, connectionId);
    const [counted] = await world.database.admin<{ alone: number; reads: number }>(
      `select (select count(*)::int from sync_rereads) as alone,
              (select sum(used)::int from unattended_bank_reads where endpoint = 'transactions') as reads`,
    );
    return {
      place,
      status,
      runs: (await runsOf(world, connectionId)).length,
      isExact: stored.count === truth.count && stored.sumMinor === truth.sumMinor,
      datesReadAlone: counted?.alone ?? 0,
      reads: counted?.reads ?? 0,
    };
  } finally {
    await workers.killAll();
    await world.close();
  }
}

const endOf = async (world: World, connectionId: string): Promise<string | undefined> =>
  (await runsOf(world, connectionId)).map(({ status }) => status).find((status) => status !== 'running');

describe('a worker that is killed on the way', () => {
  // All at once, as each waits for the server to miss its heartbeats.
  test.each(Object.entries(places))(
    'D-1, F1 SIGKILL at each step of %s: resumed, exact',
    async (step, names) => {
      const survived = await Promise.all(names.map((name) => surviveKillAt(`${step}.${name}`)));
      console.table(survived);
      expect(
        survived.filter(({ isExact, runs, status }) => !isExact || runs !== 1 || status !== 'complete_unverified'),
      ).toEqual([]);
      for (const { datesReadAlone, reads } of survived) {
        expect(datesReadAlone).toBeGreaterThan(0);
        expect(reads).toBeLessThanOrEqual(3); // D-12 one of the four is kept for a person's repair
      }
    },
    300_000,
  );
});
