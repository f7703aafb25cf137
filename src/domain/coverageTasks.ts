import { addDays, type CalendarDate, daysBetween, maxDate } from './calendarDate.ts';
import type { CoverageInterval, DateRange } from './coverage.ts';
import type { CoverageAfterRead, WholeRead } from './coverageAfterRead.ts';
import type { LedgerTask } from './ledger/ledgerTask.ts';

/** An account may well have no entry for some days: a first one that comes later than this is worth a look. */
export const quietDays = 10;

export type CoverageTaskKind = 'coverage_gap' | 'history_not_reached';

/**
 * What a read leaves to a person (ledger 7): `coverage_gap` for dates behind dates that were read, which a sync with a
 * person present may still reach; `history_not_reached` where the account's history begins later than somebody asked.
 * `isFirst`: nothing of the account had been read before.
 */
export function coverageTasks(
  existing: readonly CoverageInterval[],
  read: Pick<WholeRead, 'window' | 'askedFrom' | 'oldestShown'>,
  { newGaps }: Pick<CoverageAfterRead, 'newGaps'>,
): readonly LedgerTask[] {
  const isBehind = ({ from }: DateRange): boolean =>
    existing.some((interval) => interval.state !== 'gap' && interval.from < from);
  const gaps = newGaps.filter(isBehind).map((range) => taskOf('coverage_gap', range));
  const missed = historyNotReached(existing, read, newGaps.find((range) => !isBehind(range)) ?? null);
  return missed === null ? gaps : [...gaps, taskOf('history_not_reached', missed)];
}

function historyNotReached(
  existing: readonly CoverageInterval[],
  { window, askedFrom, oldestShown }: Pick<WholeRead, 'window' | 'askedFrom' | 'oldestShown'>,
  gap: DateRange | null,
): DateRange | null {
  if (askedFrom === null) return gap;
  const wanted = maxDate(askedFrom, window.from);
  const isFirst = !existing.some(({ state }) => state !== 'gap');
  const isLate = isFirst && oldestShown !== null && daysBetween(wanted, oldestShown) > quietDays;
  if (!isLate) return gap;
  return { from: gap?.from ?? wanted, to: addDays(oldestShown, -1) };
}

const taskOf = (kind: CoverageTaskKind, { from, to }: DateRange): LedgerTask => ({
  kind,
  subject: coverageSubject(kind, from),
  rows: [],
  data: { from, to },
});

export const coverageSubject = (kind: CoverageTaskKind, from: CalendarDate): string => `${kind}/${from}`;

/** Whether a later read has settled it: none of its dates is a gap, and the account's history begins where it should. */
export function isCoverageTaskSettled(
  intervals: readonly CoverageInterval[],
  { kind, from, to }: DateRange & { readonly kind: CoverageTaskKind },
): boolean {
  const daysOf = (isMeant: (interval: CoverageInterval) => boolean): number =>
    intervals
      .filter((interval) => interval.from <= to && from <= interval.to && isMeant(interval))
      .reduce((sum, one) => sum + daysBetween(maxDate(one.from, from), one.to < to ? one.to : to) + 1, 0);
  if (daysOf(({ state }) => state === 'gap') > 0) return false;
  return kind === 'coverage_gap' || daysOf(({ reason }) => reason === 'nothing_shown') <= quietDays;
}
