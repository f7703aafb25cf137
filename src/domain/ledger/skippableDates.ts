import { addDays, type CalendarDate } from '../calendarDate.ts';
import type { DateRange } from '../coverage.ts';
import type { DayDigest } from './dayDigest.ts';
import { correctionDays } from './demotions.ts';

/** The dates that a read is about. */
export interface ReadDates {
  readonly window: DateRange;
  /** Shown, but outside of the window: they take part in growth only (ledger 6, step 1). */
  readonly otherDates: readonly CalendarDate[];
  /** As they were: neither opened nor loaded (ledger 6, step 2). */
  readonly skippedDates: ReadonlySet<CalendarDate>;
}

/**
 * The dates that show what they showed when they were settled: they may be left alone (ledger 6, step 2). Not so a date
 * that is not settled, nor those near it: the row that corrects a missed one may lie there (step 6). `wanted` dates are
 * looked at in any case.
 */
export function skippableDates({
  shown,
  settled,
  unsettled,
  wanted,
}: {
  readonly shown: ReadonlyMap<CalendarDate, DayDigest>;
  readonly settled: readonly DayDigest[];
  readonly unsettled: readonly CalendarDate[];
  readonly wanted: ReadonlySet<CalendarDate>;
}): ReadonlySet<CalendarDate> {
  const near = new Set(
    unsettled.flatMap((date) =>
      Array.from({ length: 2 * correctionDays + 1 }, (_, index) => addDays(date, index - correctionDays)),
    ),
  );
  return new Set(
    settled.flatMap(({ date, entries, digest }) => {
      const now = shown.get(date);
      const isSame = now !== undefined && now.entries === entries && now.digest === digest;
      return isSame && !near.has(date) && !wanted.has(date) ? [date] : [];
    }),
  );
}
