import { addDays, osloMidnight, osloToday } from '../calendar.ts';

/** The instant at which a consent ends whose last day, inclusive, is this one; at most so many days from today. */
export const lastDayWithin = (day: string, today: string, mostDays: number): number => {
  const last = addDays(today, mostDays);
  return osloMidnight(addDays(day < last ? day : last, 1));
};

/** `validUntil` of the standard: the last day, in Oslo. */
export const lastDayOf = (validUntil: number): string => osloToday(validUntil - 1);
