/** Days as numbers since 1970-01-01. */
const dayMs = 86_400_000;
const isoByDay = new Map<number, string>();

export const dayOf = (isoDate: string): number => Date.parse(`${isoDate}T00:00:00Z`) / dayMs;

export function isoDateOf(day: number): string {
  const known = isoByDay.get(day);
  if (known !== undefined) return known;
  const iso = new Date(day * dayMs).toISOString().slice(0, 10);
  isoByDay.set(day, iso);
  return iso;
}

/** Norwegian holidays on which banks do not book; those of fixed date, and those around Easter of 2024 to 2026. */
const fixedHolidays = new Set(['01-01', '05-01', '05-17', '12-25', '12-26']);
const easterDays = ['2024-03-31', '2025-04-20', '2026-04-05'].flatMap((easter) =>
  [-3, -2, 0, 1, 39, 50].map((offset) => dayOf(easter) + offset),
);
const movableHolidays = new Set(easterDays);

const isBankDay = (day: number): boolean => {
  const weekday = (day + 4) % 7; // 1970-01-01 was a Thursday; 0 is Sunday
  if (weekday === 0 || weekday === 6) return false;
  return !movableHolidays.has(day) && !fixedHolidays.has(isoDateOf(day).slice(5));
};

/** The day itself, or the next on which banks book. */
export function bankDayFrom(day: number): number {
  let found = day;
  while (!isBankDay(found)) found += 1;
  return found;
}

export const dayOfMonth = (day: number): number => Number(isoDateOf(day).slice(8));
export const monthOf = (day: number): number => Number(isoDateOf(day).slice(5, 7));
export const yearOf = (day: number): number => Number(isoDateOf(day).slice(0, 4));

/** The first day, from this one on, with that number in its month (1 to 28). */
export function nextDayOfMonth(day: number, wanted: number): number {
  let found = day;
  while (dayOfMonth(found) !== wanted) found += 1;
  return found;
}
