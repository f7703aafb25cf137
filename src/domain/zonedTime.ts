/** What a clock on the wall shows in a zone. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const dayMs = 86_400_000;

// Making a formatter costs some 50 µs and 30 kB; a night asks for the same zone thousands of times.
const formatters = new Map<string, Intl.DateTimeFormat>();
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(timeZone, made);
  return made;
}

/** The wall clock of an IANA zone at an instant in epoch milliseconds. Throws `RangeError` for an unknown zone. */
export function wallClockAt(epochMs: number, timeZone: string): WallClock {
  const shown = new Map(
    formatterOf(timeZone)
      .formatToParts(epochMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => shown.get(type) ?? Number.NaN;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}

/** Milliseconds that the zone is ahead of UTC at an instant. */
function offsetMs(epochMs: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = wallClockAt(epochMs, timeZone);
  const wholeSecondMs = Math.floor(epochMs / 1000) * 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) - wholeSecondMs;
}

/**
 * The instant (epoch milliseconds) at which the zone's wall clock shows a day (`YYYY-MM-DD`) and so many minutes after
 * midnight. A time that comes twice when clocks go back is the first of the two; one that is skipped when they go
 * forward is as much later as the clock jumps (as RFC 5545, section 3.3.5, has it).
 */
export function instantOf(date: string, minutesOfDay: number, timeZone: string): number {
  const [year, month, day] = [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))];
  const wallMs = Date.UTC(year, month - 1, day, 0, minutesOfDay);
  const before = offsetMs(wallMs - dayMs, timeZone);
  const after = offsetMs(wallMs + dayMs, timeZone);
  const valid = [wallMs - before, wallMs - after].filter((epochMs) => epochMs + offsetMs(epochMs, timeZone) === wallMs);
  return valid.length === 0 ? wallMs - before : Math.min(...valid);
}
