/** F6: what a bank may ask for at most; a longer wait is the next schedule's business. */
const longestWaitMs = 3_600_000;

/**
 * `Retry-After` (RFC 9110, 10.2.3), seconds or an HTTP date, in milliseconds: at most an hour unless `longestMs` says
 * otherwise, 0 for a date that has passed, `undefined` for anything else.
 */
export function retryAfterMs(header: string | undefined, nowMs: number, longestMs = longestWaitMs): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const waitMs = /^\d+$/.test(text) ? Number(text) * 1_000 : httpDateMs(text) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), longestMs);
}

/**
 * Only the forms of RFC 9110 begin with a weekday; `Date.parse` alone would take `-5` for a year, and the form without
 * a zone, which is UTC too, for local time.
 */
const httpDateMs = (text: string): number =>
  /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text.endsWith('GMT') ? text : `${text} GMT`) : Number.NaN;
