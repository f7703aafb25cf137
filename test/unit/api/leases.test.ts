import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLeases, type Leases, type TakeTokens } from '../../../src/api/rates/leases.ts';
import type { Rate } from '../../../src/api/rates/rates.ts';

/** The buckets of the database, in memory and with the same clock. */
function createBuckets() {
  let nowMs = 0;
  let statements = 0;
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  const take: TakeTokens = async (wishes) => {
    statements += 1;
    return wishes.map(({ bucket, perSecond, burst, wanted }) => {
      const known = buckets.get(bucket) ?? { tokens: burst, atMs: nowMs };
      const available = Math.min(burst, known.tokens + (perSecond * (nowMs - known.atMs)) / 1_000);
      const granted = Math.min(wanted, Math.max(0, Math.floor(available)));
      buckets.set(bucket, { tokens: available - granted, atMs: nowMs });
      return { bucket, granted, available };
    });
  };
  return {
    take,
    now: () => nowMs,
    advance: (ms: number) => {
      nowMs += ms;
    },
    statements: () => statements,
  };
}

const key: Rate = { bucket: 'key/a', perSecond: 100, burst: 200 };
const route: Rate = { bucket: 'route/a/GET /x', perSecond: 25, burst: 50 };
const initiate: Rate = { bucket: 'initiate/c', perSecond: 10 / 60, burst: 10 };

async function spentOf(leases: Leases, rates: readonly Rate[], times: number): Promise<number> {
  const all = await Promise.all(Array.from({ length: times }, () => leases.spend(rates)));
  return all.filter(({ kind }) => kind === 'spent').length;
}

describe('C-9 leases', () => {
  test('C-9 a burst passes, the rest is refused and told when to come again', async () => {
    const buckets = createBuckets();
    const leases = createLeases(buckets);
    expect(await spentOf(leases, [initiate], 15)).toBe(10);
    expect(await leases.spend([initiate])).toEqual({ kind: 'refused', rate: initiate, waitMs: 6_000 });
    buckets.advance(6_001);
    expect(await spentOf(leases, [initiate], 2)).toBe(1);
  });

  test('C-9 the narrower of two rates decides', async () => {
    const leases = createLeases(createBuckets());
    expect(await spentOf(leases, [key, route], 100)).toBe(50);
    expect(await spentOf(leases, [key], 200)).toBeGreaterThanOrEqual(130);
  });

  test('C-9 most requests cost no statement, and an empty bucket costs none', async () => {
    const buckets = createBuckets();
    const leases = createLeases(buckets);
    expect(await spentOf(leases, [key], 200)).toBe(200);
    expect(buckets.statements()).toBe(10);
    await leases.spend([key]);
    const before = buckets.statements();
    expect(await spentOf(leases, [key], 100)).toBe(0);
    expect(buckets.statements()).toBe(before);
  });

  test('C-9 what is not spent within a second is forgotten', async () => {
    const buckets = createBuckets();
    const leases = createLeases(buckets);
    await leases.spend([key]);
    buckets.advance(999);
    await leases.spend([key]);
    expect(buckets.statements()).toBe(1);
    buckets.advance(1);
    await leases.spend([key]);
    expect(buckets.statements()).toBe(2);
  });

  test('C-9 who cannot be counted is told so, and the next one tries anew', async () => {
    const buckets = createBuckets();
    let isDown = true;
    const leases = createLeases({
      ...buckets,
      take: (wishes) => (isDown ? Promise.reject(new Error('down')) : buckets.take(wishes)),
    });
    await expect(Promise.all([leases.spend([key]), leases.spend([key, route])])).rejects.toThrow('down');
    isDown = false;
    expect(await leases.spend([key])).toEqual({ kind: 'spent' });
  });

  test('C-9 several processes together never pass more than burst and rate allow, nor much less', async () => {
    const step = fc.record({ process: fc.nat(2), requests: fc.integer({ min: 1, max: 60 }), afterMs: fc.nat(400) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
        const buckets = createBuckets();
        const processes = [createLeases(buckets), createLeases(buckets), createLeases(buckets)];
        let [passed, asked] = [0, 0];
        for (const { process, requests, afterMs } of steps) {
          buckets.advance(afterMs);
          const leases = processes[process];
          if (leases !== undefined) passed += await spentOf(leases, [key], requests);
          asked += requests;
        }
        const most = key.burst + (key.perSecond * buckets.now()) / 1_000;
        expect(passed).toBeLessThanOrEqual(most);
        if (asked <= key.burst / 2) expect(passed).toBe(asked);
      }),
      { numRuns: 200 },
    );
  });
});
