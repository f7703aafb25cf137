import { bankToday, type CalendarDate } from '../calendarDate.ts';
import { wallClockAt } from '../zonedTime.ts';

/** People read a list of work when they begin; a morning that was missed is made up for until noon, never at night. */
const morning = { fromHour: 7, toHour: 12 } as const;

/** The day whose digest may be written now; null: it is not the morning in this zone. */
export function digestDay(nowMs: number, timeZone: string): CalendarDate | null {
  const { hour } = wallClockAt(nowMs, timeZone);
  return hour >= morning.fromHour && hour < morning.toHour ? bankToday(nowMs, timeZone) : null;
}

/** One a day, whatever waits then. */
export const digestSubject = (day: CalendarDate): string => `review_digest/${day}`;
