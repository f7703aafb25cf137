import { addDays, type CalendarDate, maxDate, minDate } from '../calendarDate.ts';

/** Days back that a first import asks for where nobody says otherwise (contract 3.1). */
export const defaultHistoryDays = 90;

export interface WindowRequest {
  /** `first`: the account has no coverage yet; `next`: goes on from the mark; `asked`: a caller named dates. */
  readonly kind: 'first' | 'next' | 'asked';
  /** The bank's today, in the bank's zone. */
  readonly today: CalendarDate;
  /** Last day of the unbroken coverage. */
  readonly highWaterDate: CalendarDate | null;
  readonly historyFrom?: CalendarDate | null;
  readonly fromDate?: CalendarDate | null;
  readonly toDate?: CalendarDate | null;
  /** A person is present: the bank gives its longer history. */
  readonly attended: boolean;
  readonly descriptorLimits: { readonly attendedHistoryDays: number; readonly unattendedHistoryDays: number };
  /** At least 10 (ledger 5). */
  readonly overlapDays: number;
}

export type PlannedWindow =
  | {
      readonly kind: 'read';
      /** Both inclusive. */
      readonly from: CalendarDate;
      readonly to: CalendarDate;
      readonly reason: 'first_import' | 'overlap' | 'asked' | 'clipped_to_history';
      /** What was wanted before the bank's history cut it. */
      readonly requestedFrom: CalendarDate;
      /** Dates after the mark that this read cannot reach: a gap and a task for a person (ledger 5). */
      readonly gap: { readonly from: CalendarDate; readonly to: CalendarDate } | null;
    }
  /** The asked dates lie wholly outside what the bank gives, or after its today. */
  | { readonly kind: 'nothing'; readonly reason: 'outside_history' };

/** Which booking dates to read (ledger 5, D-4): never a constant look-back, never past what the bank gives. */
export function planWindow(request: WindowRequest): PlannedWindow {
  const { today, highWaterDate, attended, descriptorLimits } = request;
  const historyDays = attended ? descriptorLimits.attendedHistoryDays : descriptorLimits.unattendedHistoryDays;
  const floor = addDays(today, -historyDays);
  const { from: wanted, reason } = wantedStart(request, floor);
  const to = minDate(request.kind === 'asked' ? (request.toDate ?? today) : today, today);
  const from = maxDate(wanted, floor);
  if (from > to) return { kind: 'nothing', reason: 'outside_history' };
  const firstUnread = highWaterDate === null ? null : addDays(highWaterDate, 1);
  const gap =
    request.kind === 'next' && firstUnread !== null && firstUnread < floor
      ? { from: firstUnread, to: addDays(floor, -1) }
      : null;
  return { kind: 'read', from, to, reason: from > wanted ? 'clipped_to_history' : reason, requestedFrom: wanted, gap };
}

function wantedStart(
  { kind, today, highWaterDate, historyFrom, fromDate, overlapDays }: WindowRequest,
  floor: CalendarDate,
): { readonly from: CalendarDate; readonly reason: 'first_import' | 'overlap' | 'asked' } {
  if (kind === 'asked' && fromDate !== null && fromDate !== undefined) return { from: fromDate, reason: 'asked' };
  if (kind === 'first' || highWaterDate === null)
    // What nobody has asked for is no wish: a bank that gives a day less has left nothing out.
    return { from: historyFrom ?? maxDate(addDays(today, -defaultHistoryDays), floor), reason: 'first_import' };
  return { from: addDays(minDate(highWaterDate, today), -overlapDays), reason: 'overlap' };
}
