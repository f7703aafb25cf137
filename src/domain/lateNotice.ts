import { addDays, bankToday } from './calendarDate.ts';
import type { ConnectionStatus } from './connectionStatus.ts';
import { noticeDays, reminderDays } from './consentClock.ts';
import { timerSlackMs } from './stateAlert.ts';
import { instantOf } from './zonedTime.ts';

const dayMs = 86_400_000;

/** In this state the step of `days` is late when the one instant that is given lies behind (epoch milliseconds). */
export interface NoticeThreshold {
  readonly status: ConnectionStatus;
  /** Days before the consent's end, 0: the end itself; or days after it. */
  readonly days: number;
  /** Of the time in the state. */
  readonly sinceBeforeMs: number | null;
  /** Of the consent's end. */
  readonly consentBeforeMs: number | null;
}

/** What each step of the consent's clock is compared with, over all connections: the clock was never told, or has lost its timer. */
export function noticeThresholds(nowMs: number, timeZone: string): readonly NoticeThreshold[] {
  const today = bankToday(nowMs - timerSlackMs, timeZone);
  const beforeEnd = (status: ConnectionStatus, days: number): NoticeThreshold => ({
    status,
    days,
    sinceBeforeMs: null,
    consentBeforeMs: instantOf(addDays(today, days), 0, timeZone),
  });
  return [
    ...(['active', 'expiring'] as const).flatMap((status) => noticeDays.map((days) => beforeEnd(status, days))),
    // The last notice says one day: an end that nobody has told is always later than it.
    ...(['active', 'expiring', 'needs_operator'] as const).map((status) => beforeEnd(status, 0)),
    ...reminderDays.map((days) => ({
      status: 'needs_reconsent' as const,
      days,
      sinceBeforeMs: nowMs - timerSlackMs - days * dayMs,
      consentBeforeMs: null,
    })),
  ];
}
