/** SQL for a `timestamptz` column as epoch milliseconds, a JS number; null stays null. */
export const epochMs = (column: string): string => `round(extract(epoch from ${column}) * 1000)::float8`;
