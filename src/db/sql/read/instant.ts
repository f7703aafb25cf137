/** SQL for a `timestamptz` column as the contract's instant: RFC 3339 in UTC, milliseconds. */
export const instant = (column: string): string =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
