import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decideDelivery } from '../../../../src/domain/webhooks/decideDelivery.ts';
import { eventBody } from '../../../../src/domain/webhooks/eventBody.ts';
import { mostTries, waitAfterTry } from '../../../../src/domain/webhooks/retryPlan.ts';

const secondMs = 1_000;
const hourMs = 3_600_000;
const answered = (httpStatus: number, retryAfterMs?: number) => ({
  kind: 'answered' as const,
  httpStatus,
  retryAfterMs,
});
const first = { tries: 1, random: 0 };

describe('D-10 what becomes of a try', () => {
  test.each([200, 201, 202, 204, 299])('%i: delivered', (status) => {
    expect(decideDelivery(answered(status), first)).toEqual({ kind: 'delivered' });
  });
  test.each([301, 302, 303, 307, 308])('%i: no redirect is followed, and it counts as a failure', (status) => {
    expect(decideDelivery(answered(status), first)).toEqual({ kind: 'retry', reason: 'redirected', waitMs: 5_000 });
  });
  test.each([400, 401, 404, 409, 500, 501, 502])('%i: again by the plan', (status) => {
    expect(decideDelivery(answered(status), first)).toEqual({
      kind: 'retry',
      reason: 'answered_with_error',
      waitMs: 5_000,
    });
  });
  test.each([1, mostTries])('410 at try %i: the endpoint is gone', (tries) => {
    expect(decideDelivery(answered(410), { tries, random: 0 })).toEqual({ kind: 'gone', reason: 'gone' });
  });
  test.each([
    'timed_out',
    'address_refused',
    'host_unknown',
    'connection_refused',
    'certificate_refused',
    'connection_failed',
  ] as const)('%s: again, and told so', (code) => {
    expect(decideDelivery({ kind: 'unanswered', code }, first)).toEqual({
      kind: 'retry',
      reason: code,
      waitMs: 5_000,
    });
  });
  test('the last try of the plan fails for good', () => {
    expect(decideDelivery(answered(500), { tries: mostTries, random: 0 })).toEqual({
      kind: 'failed',
      reason: 'answered_with_error',
    });
    // Also of one that crashes have taken beyond it.
    expect(decideDelivery(answered(500), { tries: mostTries + 3, random: 0 }).kind).toBe('failed');
  });
});

describe('D-10 the plan', () => {
  test('ten tries: at once, after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h, which are 75 hours', () => {
    const waits = Array.from({ length: mostTries - 1 }, (_, index) => waitAfterTry(index + 1, { random: 0 }));
    expect(waits).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400].map((s) => s * secondMs));
    const sum = waits.reduce<number>((total, wait) => total + (wait ?? 0), 0);
    expect(Math.floor(sum / hourMs)).toBe(75);
    expect(waitAfterTry(mostTries, { random: 0 })).toBeNull();
  });
  test('jitter adds up to a fifth and takes nothing away', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: mostTries - 1 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (tries, random) => {
          const base = waitAfterTry(tries, { random: 0 }) ?? 0;
          const wait = waitAfterTry(tries, { random }) ?? 0;
          expect(wait).toBeGreaterThanOrEqual(base);
          expect(wait).toBeLessThanOrEqual(base * 1.2);
        },
      ),
    );
  });
  test.each([429, 502, 503, 504])('%i: Retry-After makes it longer', (status) => {
    expect(decideDelivery(answered(status, 90_000), first)).toMatchObject({ waitMs: 90_000 });
  });
  test('Retry-After: not shorter than the plan, a day at most, and of no other status', () => {
    expect(decideDelivery(answered(503, 1_000), first)).toMatchObject({ waitMs: 5_000 });
    expect(decideDelivery(answered(503, 1e12), first)).toMatchObject({ waitMs: 24 * hourMs });
    expect(decideDelivery(answered(500, 90_000), first)).toMatchObject({ waitMs: 5_000 });
  });
});

describe('D-10 a body', () => {
  const event = { type: 'transactions.created', timestamp: '2026-01-31T03:00:00.000Z' };
  test('is the event, and no more', () => {
    const data = { client_id: 'c', counts: { transactions: 1 }, ids: { transactions: ['t'] } };
    expect(JSON.parse(eventBody({ ...event, data }))).toEqual({ ...event, data });
  });
  test('stays below 20 kB: then it tells how many, and not which', () => {
    const ids = { transactions: Array.from({ length: 1_000 }, () => crypto.randomUUID()) };
    const body = eventBody({ ...event, data: { client_id: 'c', counts: { transactions: 1_000 }, ids } });
    expect(body.length).toBeLessThan(20_000);
    expect(JSON.parse(body)).toEqual({ ...event, data: { client_id: 'c', counts: { transactions: 1_000 } } });
  });
});
