/** An event as it is told, by webhook and by `GET /api/v1/events`. */
export interface ToldEvent {
  readonly type: string;
  /** RFC 3339 in UTC: when it happened. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** D-10; what an event names beyond it, the lists tell. */
const maxBytes = 20_000;

/** A webhook's body: the same text at each try. One that would be too large tells how many, and not which. */
export function eventBody({ type, timestamp, data }: ToldEvent): string {
  const whole = JSON.stringify({ type, timestamp, data });
  if (new TextEncoder().encode(whole).length < maxBytes) return whole;
  const { ids: _ids, ...rest } = data;
  return JSON.stringify({ type, timestamp, data: rest });
}
