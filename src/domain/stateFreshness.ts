const hours = (count: number): number => count * 3_600_000;

/** E-7: a night and two hours. Of a frequency above a day, what it has more is taken off a sync's age first. */
export const freshnessLimitMs = hours(26);
export interface Freshness {
  /** Connections that may sync, with automatic sync. */
  readonly connections: number;
  /** Whose last complete sync is older than their frequency allows. */
  readonly stale: number;
  /** Age of the last complete sync beyond what the frequency adds to a day, in milliseconds: 95 of 100 are younger. */
  readonly p95Ms: number;
}

/** E-7: an alert of its own, beside those of the single connections: a skipped Schedule leaves no other trace. */
export const isFreshnessAlarm = ({ connections, p95Ms }: Freshness): boolean =>
  connections > 0 && p95Ms > freshnessLimitMs;
