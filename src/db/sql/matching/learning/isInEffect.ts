/** SQL: the instant at which the day in a parameter begins. Learning counts days in UTC. */
export const startOfDay = (day: string): string => `(${day}::date)::timestamp at time zone 'UTC'`;

/**
 * SQL: entry `l` of the log has an effect on the day in a parameter. Refusals have it at once, everything else from the
 * day after (matching 10): a day's work at the queue does not change the weights while it is done.
 */
export const isInEffect = (day: string): string =>
  `(l.action in ('reject', 'undo') or l.created_at < ${startOfDay(day)})`;
