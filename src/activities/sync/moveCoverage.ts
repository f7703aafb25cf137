import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../contracts/sync.ts';
import { listChangedDates } from '../../db/sql/coverage/listChangedDates.ts';
import { listOpenCoverageTasks } from '../../db/sql/coverage/listOpenCoverageTasks.ts';
import { readCoverage } from '../../db/sql/coverage/readCoverage.ts';
import { readReach } from '../../db/sql/coverage/readReach.ts';
import { replaceCoverage } from '../../db/sql/coverage/replaceCoverage.ts';
import { storeReach } from '../../db/sql/coverage/storeReach.ts';
import { closeTasks } from '../../db/sql/tasks/closeTasks.ts';
import { openTasks } from '../../db/sql/tasks/openTasks.ts';
import type { CalendarDate } from '../../domain/calendarDate.ts';
import type { CoverageInterval, DateRange } from '../../domain/coverage.ts';
import { coverageAfterRead } from '../../domain/coverageAfterRead.ts';
import { coverageSubject, coverageTasks, isCoverageTaskSettled } from '../../domain/coverageTasks.ts';
import { tellMissesOutOfReach } from './tellMissesOutOfReach.ts';
import { tellUnsettledOutOfReach } from './tellUnsettledOutOfReach.ts';

export interface CoverageMove {
  readonly connectionId: string;
  readonly window: DateRange;
  readonly readOn: CalendarDate;
  readonly unattendedHistoryDays: number;
  /** Dates that the answer shows an entry of; those outside of the window say nothing. */
  readonly shownDates: Iterable<CalendarDate>;
}

/**
 * Coverage, mark and achieved date, in the transaction of the rows and after them (D-2, I17), with the tasks that come
 * of it and those that are settled by it. Whether dates were lost to unattended reads, or asked for in vain.
 */
export async function moveCoverage(
  em: EntityManager,
  ref: RunAccountRef,
  { connectionId, window, readOn, unattendedHistoryDays, shownDates }: CoverageMove,
): Promise<boolean> {
  const { clientId, accountId } = ref;
  const existing = await readCoverage(em, clientId, accountId);
  const read = {
    ...(await readReach(em, ref)),
    window,
    readOn,
    unattendedHistoryDays,
    oldestShown: oldestIn(shownDates, window),
    changedDates: await changedSinceProof(em, ref, existing),
  };
  const after = coverageAfterRead(existing, read);
  await replaceCoverage(em, ref, after.intervals);
  await storeReach(em, ref, after);
  await closeSettled(em, ref, after.intervals);
  const tasks = coverageTasks(existing, read, after);
  await openTasks(
    em,
    { ...ref, connectionId },
    tasks.map((task) => ({ ...task, transactionIds: [] })),
  );
  await tellMissesOutOfReach(em, ref, { connectionId, readOn, unattendedHistoryDays });
  await tellUnsettledOutOfReach(em, ref, { connectionId, readOn, unattendedHistoryDays });
  return after.newGaps.length > 0;
}

const oldestIn = (dates: Iterable<CalendarDate>, { from, to }: DateRange): CalendarDate | null =>
  [...dates].filter((date) => from <= date && date <= to).toSorted()[0] ?? null;

async function changedSinceProof(
  em: EntityManager,
  ref: RunAccountRef,
  existing: readonly CoverageInterval[],
): Promise<readonly CalendarDate[]> {
  const proved = existing.filter(({ state }) => state === 'complete');
  const [first, last] = [proved[0], proved.at(-1)];
  return first === undefined || last === undefined ? [] : listChangedDates(em, ref, { from: first.from, to: last.to });
}

async function closeSettled(
  em: EntityManager,
  { clientId, accountId }: RunAccountRef,
  intervals: readonly CoverageInterval[],
): Promise<void> {
  const open = await listOpenCoverageTasks(em, clientId, accountId);
  const settled = open.filter((task) => isCoverageTaskSettled(intervals, task));
  await closeTasks(
    em,
    { clientId, accountId },
    settled.map(({ kind, from }) => coverageSubject(kind, from)),
  );
}
