/** The instant (epoch milliseconds) in a UUID of version 7. Throws `RangeError` for another one: it tells no time. */
export function uuidTimeMs(uuid: string): number {
  const digits = uuid.replaceAll('-', '');
  if (!/^[0-9a-f]{12}7[0-9a-f]{19}$/i.test(digits)) throw new RangeError('not a UUID of version 7');
  return Number.parseInt(digits.slice(0, 12), 16);
}

/** The least UUID of version 7 made at an instant: those made before it sort before it, in PostgreSQL too. */
export function firstUuidAt(epochMs: number): string {
  const time = Math.trunc(epochMs).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
