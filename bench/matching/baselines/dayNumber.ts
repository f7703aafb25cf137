const known = new Map<string, number>();

/** Days since 1970-01-01 of an ISO date. */
export function dayNumber(isoDate: string): number {
  const day = known.get(isoDate) ?? Date.parse(`${isoDate}T00:00:00Z`) / 86_400_000;
  known.set(isoDate, day);
  return day;
}
