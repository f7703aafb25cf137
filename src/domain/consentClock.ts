import { addDays, bankToday, type CalendarDate } from './calendarDate.ts';
import { instantOf } from './zonedTime.ts';

/** Days before the end at which the person is told first (D-17); the connection is `expiring` from then on. */
export const firstNoticeDays = 30;

/** The last day a consent is good for, from the instant the bank gave, in the bank's zone (D-17). */
export const lastConsentDay = (consentExpiresAtMs: number, timeZone: string): CalendarDate =>
  bankToday(consentExpiresAtMs, timeZone);

export type ConsentPhase =
  | { readonly kind: 'active'; readonly untilMs: number }
  | { readonly kind: 'expiring'; readonly untilMs: number }
  | { readonly kind: 'ended' };

/**
 * Where a consent stands and when that changes (epoch milliseconds). Its last day is inclusive: it ends with the midnight
 * that follows, in the bank's zone.
 */
export function consentPhase(lastDay: CalendarDate, timeZone: string, nowMs: number): ConsentPhase {
  const endsMs = instantOf(addDays(lastDay, 1), 0, timeZone);
  const noticeMs = instantOf(addDays(lastDay, 1 - firstNoticeDays), 0, timeZone);
  if (nowMs >= endsMs) return { kind: 'ended' };
  return nowMs >= noticeMs ? { kind: 'expiring', untilMs: endsMs } : { kind: 'active', untilMs: noticeMs };
}
