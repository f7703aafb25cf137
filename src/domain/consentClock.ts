import { addDays, bankToday, type CalendarDate, daysBetween } from './calendarDate.ts';
import { instantOf } from './zonedTime.ts';

/** Days before the end at which the person is told (D-17); the connection is `expiring` from the first of them on. */
export const noticeDays = [30, 14, 7, 1] as const;
export type NoticeDays = (typeof noticeDays)[number];
/** Days after the end at which the person is reminded; at the end itself the state says it (D.2). */
export const reminderDays = [1, 7, 30] as const;
export type ReminderDays = (typeof reminderDays)[number];
/** So long a connection waits for a new consent before it is given up (D.2). */
export const abandonedAfterDays = 90;

const calendarDayMs = 86_400_000;

/** The last day a consent is good for, from the instant the bank gave, in the bank's zone (D-17). */
export const lastConsentDay = (consentExpiresAtMs: number, timeZone: string): CalendarDate =>
  bankToday(consentExpiresAtMs, timeZone);

/** `untilMs`: when the phase, or the notice that is due, changes (epoch milliseconds). */
export type ConsentPhase =
  | { readonly kind: 'active'; readonly untilMs: number }
  | { readonly kind: 'expiring'; readonly untilMs: number; readonly notice: NoticeDays }
  | { readonly kind: 'ended' };

interface ConsentTimes {
  readonly endsMs: number;
  readonly noticeMs: (days: number) => number;
}

const calendarTimes = (lastDay: CalendarDate, timeZone: string): ConsentTimes => ({
  endsMs: instantOf(addDays(lastDay, 1), 0, timeZone),
  noticeMs: (days) => instantOf(addDays(lastDay, 1 - days), 0, timeZone),
});

function phaseAt({ endsMs, noticeMs }: ConsentTimes, nowMs: number): ConsentPhase {
  if (nowMs >= endsMs) return { kind: 'ended' };
  const upcoming = noticeDays.find((days) => noticeMs(days) > nowMs);
  const untilMs = upcoming === undefined ? endsMs : noticeMs(upcoming);
  const notice = noticeDays.findLast((days) => noticeMs(days) <= nowMs);
  return notice === undefined ? { kind: 'active', untilMs } : { kind: 'expiring', untilMs, notice };
}

/**
 * Where a consent stands and when that changes. Its last day is inclusive: it ends with the midnight that follows, in the
 * bank's zone. Of notices that were missed only the latest is due.
 */
export const consentPhase = (lastDay: CalendarDate, timeZone: string, nowMs: number): ConsentPhase =>
  phaseAt(calendarTimes(lastDay, timeZone), nowMs);

export interface ConsentCalendar {
  readonly timeZone: string;
  /** Shortened days, counted back from the consent's instant; without it days are those of the calendar. */
  readonly dayMs?: number | undefined;
}

/** The same from the instant that the bank gave. */
export const consentPhaseAt = (
  consentExpiresMs: number,
  { timeZone, dayMs }: ConsentCalendar,
  nowMs: number,
): ConsentPhase =>
  dayMs === undefined
    ? consentPhase(lastConsentDay(consentExpiresMs, timeZone), timeZone, nowMs)
    : phaseAt({ endsMs: consentExpiresMs, noticeMs: (days) => consentExpiresMs - days * dayMs }, nowMs);

/** When a consent ends (epoch milliseconds), whatever notices are due before. */
export const consentEndMs = (consentExpiresMs: number, { timeZone, dayMs }: ConsentCalendar): number =>
  dayMs === undefined ? calendarTimes(lastConsentDay(consentExpiresMs, timeZone), timeZone).endsMs : consentExpiresMs;

/** `reminder`: the latest that is due; null: none yet. */
export type LapsedPhase =
  | { readonly kind: 'waiting'; readonly untilMs: number; readonly reminder: ReminderDays | null }
  | { readonly kind: 'given_up' };

/** Where a connection stands that has waited for a new consent since `sinceMs` (D.2), and when that changes. */
export function lapsedPhase(sinceMs: number, nowMs: number, dayMs = calendarDayMs): LapsedPhase {
  const after = (days: number): number => sinceMs + days * dayMs;
  if (nowMs >= after(abandonedAfterDays)) return { kind: 'given_up' };
  const upcoming = reminderDays.find((days) => after(days) > nowMs) ?? abandonedAfterDays;
  return {
    kind: 'waiting',
    untilMs: after(upcoming),
    reminder: reminderDays.findLast((days) => after(days) <= nowMs) ?? null,
  };
}

/** How many days a consent is still good for, this one and its last one included. */
export const daysLeft = (consentExpiresMs: number, timeZone: string, nowMs: number): number =>
  daysBetween(bankToday(nowMs, timeZone), lastConsentDay(consentExpiresMs, timeZone)) + 1;

/**
 * Whether a notice before the end has to be given now: `given` is the one that was given last, `wanted` the one that is
 * due. A clock that goes back repeats none.
 */
export const isNoticeDue = (wanted: number | null, given: number | null): boolean =>
  wanted !== null && (given === null || wanted < given);

/** The same for a reminder after the end. */
export const isReminderDue = (wanted: number | null, given: number | null): boolean =>
  wanted !== null && (given === null || wanted > given);
