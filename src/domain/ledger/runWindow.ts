import { type CalendarDate, maxDate, minDate } from '../calendarDate.ts';
import type { DateRange } from '../coverage.ts';
import { planWindow, type WindowRequest } from './windows.ts';

/** Days before the mark that are read again (ledger 5): late bookings and rewritten texts come within them. */
export const overlapDays = 10;

export interface RunWindowRequest extends Pick<WindowRequest, 'today' | 'attended' | 'descriptorLimits'> {
  readonly highWaterDate: CalendarDate | null;
  readonly historyFrom: CalendarDate | null;
  /** The first sync after connect: the history that was asked for is read whole, also of an account known before. */
  readonly isFirst: boolean;
  /** Whether the run goes on from the mark; false where all that waits are requests with dates of their own. */
  readonly goesOn: boolean;
  /** Of the requests that the run serves. */
  readonly asked: readonly { readonly fromDate: CalendarDate | null; readonly toDate: CalendarDate | null }[];
}

/**
 * The window of a new run for one account: the hull of all that it serves, so that every waiting request is served by one
 * read. Reading more than was asked for is always safe. `null`: all of it lies outside what the bank gives.
 */
export function planRunWindow(request: RunWindowRequest): DateRange | null {
  const { isFirst, goesOn, asked, ...account } = request;
  const wanted: readonly Partial<WindowRequest>[] = [
    ...(isFirst ? [{ kind: 'first' as const }] : []),
    ...(goesOn ? [{ kind: 'next' as const }] : []),
    ...asked.map((dates) => ({ kind: 'asked' as const, ...dates })),
  ];
  const windows = wanted.flatMap((want) => {
    const planned = planWindow({ kind: 'next', ...account, overlapDays, ...want });
    return planned.kind === 'read' ? [{ from: planned.from, to: planned.to }] : [];
  });
  return hullOf(windows);
}

export interface RunParts<Account> {
  /** Accounts of which something is to be read. */
  readonly parts: readonly { readonly account: Account; readonly window: DateRange }[];
  /** The hull of their windows; `null`: nothing is to be read. */
  readonly window: DateRange | null;
}

/** The windows of a new run, one for each account. */
export function planRunParts<
  Account extends { readonly lastCoveredDate: CalendarDate | null; readonly historyFrom: CalendarDate | null },
>(accounts: readonly Account[], request: Omit<RunWindowRequest, 'highWaterDate' | 'historyFrom'>): RunParts<Account> {
  const parts = accounts.flatMap((account) => {
    const { lastCoveredDate: highWaterDate, historyFrom } = account;
    const window = planRunWindow({ ...request, highWaterDate, historyFrom });
    return window === null ? [] : [{ account, window }];
  });
  return { parts, window: hullOf(parts.map(({ window }) => window)) };
}

function hullOf([first, ...others]: readonly DateRange[]): DateRange | null {
  if (first === undefined) return null;
  return others.reduce<DateRange>(
    (hull, { from, to }) => ({ from: minDate(hull.from, from), to: maxDate(hull.to, to) }),
    first,
  );
}
