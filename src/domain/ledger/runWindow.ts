import { type CalendarDate, daysBetween, maxDate, minDate } from '../calendarDate.ts';
import type { DateRange } from '../coverage.ts';
import { planWindow, type WindowRequest } from './windows.ts';

/** Days before the mark that are read again (ledger 5): late bookings and rewritten texts come within them. */
export const overlapDays = 10;
/** Days between windows that reach back over the whole history: older corrections are invisible otherwise (ledger 5). */
export const deepWindowDays = 7;

export interface RunWindowRequest extends Pick<WindowRequest, 'today' | 'attended' | 'descriptorLimits'> {
  readonly highWaterDate: CalendarDate | null;
  readonly historyFrom: CalendarDate | null;
  /** The first sync after connect: the history that was asked for is read whole, also of an account known before. */
  readonly isFirst: boolean;
  /** Whether the run goes on from the mark; false where all that waits are requests with dates of their own. */
  readonly goesOn: boolean;
  /** The first date that was read, whether the bank has shown something of it or not; `null`: nothing was read yet. */
  readonly achievedFrom: CalendarDate | null;
  /** The day of the last window that reached back to it; `null`: the next one does. */
  readonly lastDeepOn: CalendarDate | null;
  /** The oldest date in the bank's reach with a row that was missed, or a count that is not sure. */
  readonly oldestUnsettled: CalendarDate | null;
  /** Of the requests that the run serves. */
  readonly asked: readonly { readonly fromDate: CalendarDate | null; readonly toDate: CalendarDate | null }[];
}

export interface RunWindow extends DateRange {
  /** What was wanted before the bank's history cut it. */
  readonly requestedFrom: CalendarDate;
  /** It reaches back over the whole history that was read before. */
  readonly deep: boolean;
}

/**
 * The window of a new run for one account: the hull of all that it serves, so that every waiting request is served by one
 * read. Reading more than was asked for is always safe. `null`: all of it lies outside what the bank gives.
 */
export function planRunWindow(request: RunWindowRequest): RunWindow | null {
  const { isFirst, goesOn, asked, achievedFrom, oldestUnsettled, ...account } = request;
  const isWhole = isFirst || account.highWaterDate === null;
  const isDeep = isWhole || isDeepDue(request);
  const wishes: readonly Partial<WindowRequest>[] = [
    ...(isFirst ? [{ kind: 'first' as const }] : []),
    ...(goesOn ? [{ kind: 'next' as const }] : []),
    ...asked.map((dates) => ({ kind: 'asked' as const, ...dates })),
  ];
  // Read again to be sure: nobody has asked for it.
  const again = goesOn ? [...(isDeep && !isWhole ? from(achievedFrom) : []), ...from(oldestUnsettled)] : [];
  const read = (wanted: readonly Partial<WindowRequest>[]) =>
    wanted
      .map((want) => planWindow({ kind: 'next', ...account, overlapDays, ...want }))
      .filter((planned) => planned.kind === 'read');
  const asWished = read(wishes);
  const hull = hullOf([...asWished, ...read(again)]);
  if (hull === null) return null;
  const requestedFrom = asWished
    .map((planned) => planned.requestedFrom)
    .reduce(minDate, asWished[0]?.requestedFrom ?? hull.from);
  return { ...hull, requestedFrom, deep: goesOn && isDeep };
}

const from = (date: CalendarDate | null): readonly Partial<WindowRequest>[] =>
  date === null ? [] : [{ kind: 'asked', fromDate: date }];

const isDeepDue = ({ lastDeepOn, today }: Pick<RunWindowRequest, 'lastDeepOn' | 'today'>): boolean =>
  lastDeepOn === null || daysBetween(lastDeepOn, today) >= deepWindowDays;

export interface RunParts<Account> {
  /** Accounts of which something is to be read. */
  readonly parts: readonly { readonly account: Account; readonly window: RunWindow }[];
  /** The hull of their windows; `null`: nothing is to be read. */
  readonly window: DateRange | null;
}

/** What is known of an account when a run is opened. */
export interface AccountHistory
  extends Pick<RunWindowRequest, 'historyFrom' | 'achievedFrom' | 'lastDeepOn' | 'oldestUnsettled'> {
  readonly lastCoveredDate: CalendarDate | null;
}

/** The windows of a new run, one for each account. */
export function planRunParts<Account extends AccountHistory>(
  accounts: readonly Account[],
  request: Omit<RunWindowRequest, 'highWaterDate' | keyof AccountHistory>,
): RunParts<Account> {
  const parts = accounts.flatMap((account) => {
    const { lastCoveredDate: highWaterDate, historyFrom, achievedFrom, lastDeepOn, oldestUnsettled } = account;
    const history = { highWaterDate, historyFrom, achievedFrom, lastDeepOn, oldestUnsettled };
    const window = planRunWindow({ ...request, ...history });
    return window === null ? [] : [{ account, window }];
  });
  return { parts, window: hullOf(parts.map(({ window }) => window)) };
}

function hullOf([first, ...others]: readonly DateRange[]): DateRange | null {
  if (first === undefined) return null;
  return others.reduce<DateRange>(
    (hull, other) => ({ from: minDate(hull.from, other.from), to: maxDate(hull.to, other.to) }),
    { from: first.from, to: first.to },
  );
}
