/** The bank's calendar: days are text, `YYYY-MM-DD`, in Oslo, whatever the machine's time zone. */
const dayMs = 86_400_000;

const osloDay = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Oslo',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

export const osloToday = (nowMs: number): string => osloDay.format(nowMs);

/** The instant at which a day begins in Oslo: one hour before UTC, or two. */
export function osloMidnight(day: string): number {
  const summer = Date.parse(`${day}T00:00:00+02:00`);
  return osloToday(summer) === day ? summer : Date.parse(`${day}T00:00:00+01:00`);
}

/** Days since 1970-01-01. */
export const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / dayMs;

export const dayFromNumber = (number: number): string => new Date(number * dayMs).toISOString().slice(0, 10);

export const addDays = (date: string, days: number): string => dayFromNumber(dayNumber(date) + days);

/** Whether the text is a day that exists. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(dayNumber(text)) && dayFromNumber(dayNumber(text)) === text;

/** 1970-01-01 was a Thursday. 0 is Monday. */
const weekday = (date: string): number => (((dayNumber(date) + 3) % 7) + 7) % 7;

const fixedHolidays = new Set(['01-01', '05-01', '05-17', '12-25', '12-26']);

/** Movable holidays are left out: a row booked on Good Friday does nobody harm. */
export const isBusinessDay = (date: string): boolean => weekday(date) < 5 && !fixedHolidays.has(date.slice(5));

export function nextBusinessDay(after: string): string {
  for (let date = addDays(after, 1); ; date = addDays(date, 1)) if (isBusinessDay(date)) return date;
}

export function previousBusinessDay(before: string): string {
  for (let date = addDays(before, -1); ; date = addDays(date, -1)) if (isBusinessDay(date)) return date;
}

/** A payment due on a day of the month is booked on it, or on the next business day. */
export function isDueDay(date: string, dayOfMonth: number): boolean {
  const due = `${date.slice(0, 8)}${String(dayOfMonth).padStart(2, '0')}`;
  return date === (isBusinessDay(due) ? due : nextBusinessDay(due));
}
