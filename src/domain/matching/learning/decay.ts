import { type CalendarDate, daysBetween } from '../../calendarDate.ts';

/** Half of what a label taught is forgotten in so many days (matching 10). */
const halfLifeDays = 180;

/** What is left on `asOf` of what was learnt on `at`. */
export const decayed = (
  weight: number,
  { at, asOf }: { readonly at: CalendarDate; readonly asOf: CalendarDate },
): number => weight * 2 ** (-daysBetween(at, asOf) / halfLifeDays);
