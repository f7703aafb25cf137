import { wallClockAt } from './zonedTime.ts';

declare const brand: unique symbol;
/** A calendar day, `YYYY-MM-DD`, in no time zone. Sorts as text. Made by `parseCalendarDate` or `calendarDate` only. */
export type CalendarDate = string & { readonly [brand]: 'CalendarDate' };

/** Days from 1970-01-01 of the proleptic Gregorian calendar (Hinnant, "days from civil"): no JS `Date`, so no time zone. */
function toDayNumber(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

function fromDayNumber(dayNumber: number): CalendarDate {
  const z = dayNumber + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return calendarDate(writeDate(year, month, day));
}

const writeDate = (year: number, month: number, day: number): string =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

const dayNumberOf = (date: CalendarDate): number =>
  toDayNumber(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10)));

const daysInMonth = (year: number, month: number): number => {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
};

/** Whether the text is a day that exists, written `YYYY-MM-DD`. */
export function isCalendarDate(text: string): text is CalendarDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10))];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** For text from outside; `null` where it is no day. */
export const parseCalendarDate = (text: string): CalendarDate | null => (isCalendarDate(text) ? text : null);

/** For text that must be a day (a `DATE` column, a constant). Throws `RangeError`. */
export function calendarDate(text: string): CalendarDate {
  if (!isCalendarDate(text)) throw new RangeError('not a calendar date');
  return text;
}

export const addDays = (date: CalendarDate, days: number): CalendarDate => fromDayNumber(dayNumberOf(date) + days);

/** Days from the first to the second; negative where the second is earlier. */
export const daysBetween = (from: CalendarDate, to: CalendarDate): number => dayNumberOf(to) - dayNumberOf(from);

export const compareDates = (a: CalendarDate, b: CalendarDate): -1 | 0 | 1 => (a < b ? -1 : a > b ? 1 : 0);

export const minDate = (a: CalendarDate, b: CalendarDate): CalendarDate => (a < b ? a : b);
export const maxDate = (a: CalendarDate, b: CalendarDate): CalendarDate => (a > b ? a : b);

/** The calendar day that an instant (epoch milliseconds) falls on in a zone: the bank's day is one in its own zone. */
export function bankToday(nowMs: number, timeZone: string): CalendarDate {
  const { year, month, day } = wallClockAt(nowMs, timeZone);
  return calendarDate(writeDate(year, month, day));
}
