import { describe, expect, test } from '@jest/globals';
import { bankError } from './memoryBank.ts';
import { type CountedDay, used, useQuotaBench } from './quotaBench.ts';
import { type OpenAccount, open, request, runRow } from './syncWorld.ts';

const { world, arrange, fetch, finish, cancel, ledger, firstPages } = useQuotaBench();
const balances = (ref: OpenAccount) => world().run(world().steps.checkBalances, ref);
const ofBalances = (more: Partial<CountedDay>) => used(1, { endpoint: 'balances', ...more });

describe('what the bank did not serve', () => {
  test.each([
    ['Q24 maintenance', { status: 503 }],
    ['refused connections', { sent: false }],
  ])('%s for an hour uses up no read', async (_what, details) => {
    const ref = await open(world(), await arrange());
    world().bank.beforePage = () => {
      throw bankError('bank_unavailable', details);
    };
    for (let minute = 0; minute < 60; minute += 1) {
      world().setNow(new Date(Date.parse('2026-11-20T02:00:00Z') + minute * 60_000).toISOString());
      await expect(fetch(ref)).rejects.toMatchObject({ code: 'bank_unavailable' });
    }
    expect(await ledger(ref)).toEqual(used(0));
    world().bank.beforePage = () => {};
    expect(await fetch(ref)).toMatchObject({ kind: 'staged', rows: 25 });
    expect(await ledger(ref)).toEqual(used(1));
  });

  test('a call without an answer may have been served: it is counted', async () => {
    const ref = await open(world(), await arrange());
    world().bank.beforePage = () => {
      throw bankError('bank_unavailable');
    };
    for (let tried = 0; tried < 3; tried += 1)
      await expect(fetch(ref)).rejects.toMatchObject({ code: 'bank_unavailable' });
    expect(await fetch(ref)).toMatchObject({ kind: 'parked', code: 'quota_exhausted' });
    expect(firstPages()).toBe(3);
  });
});

describe('Q23 what the bank says of its reads', () => {
  test('F11 what it says just after its midnight is about the day on which it was asked', async () => {
    world().setNow('2026-11-20T22:59:59Z');
    const client = await arrange();
    const ref = await open(world(), client);
    world().bank.beforePage = () => {
      world().setNow('2026-11-20T23:00:01Z');
      throw bankError('quota_exhausted', { status: 429, bankCode: 'ACCESS_EXCEEDED' });
    };
    expect(await fetch(ref)).toMatchObject({ kind: 'parked', code: 'quota_exhausted' });
    expect(await ledger(ref)).toEqual(used(0, { closed: true }));
    await finish(ref);
    expect((await runRow(world(), ref.runId)).retry_at).toEqual(new Date('2026-11-20T23:00:01Z'));
    // So the new day is open.
    world().bank.beforePage = () => {};
    expect(await fetch(await open(world(), client))).toMatchObject({ kind: 'staged' });
  });

  test('F11 and so is what it says of balances', async () => {
    const ref = await open(world(), await arrange());
    await fetch(ref);
    world().setNow('2026-11-20T22:59:59Z');
    world().bank.beforeBalances = () => {
      world().setNow('2026-11-20T23:00:01Z');
      throw bankError('quota_exhausted', { status: 429, bankCode: 'ACCESS_EXCEEDED' });
    };
    await world().run(world().steps.mergeWindow, ref);
    expect(await balances(ref)).toEqual({ stored: false });
    expect((await ledger(ref)).filter(({ endpoint }) => endpoint === 'balances')).toEqual(
      ofBalances({ used: 0, closed: true }),
    );
  });

  test('none today: the day is closed, also for a sync that somebody asks for', async () => {
    const client = await arrange();
    const ref = await open(world(), client);
    world().bank.beforePage = () => {
      throw bankError('quota_exhausted', { status: 429, bankCode: 'ACCESS_EXCEEDED' });
    };
    expect(await fetch(ref)).toMatchObject({ kind: 'parked', code: 'quota_exhausted' });
    expect(await ledger(ref)).toEqual(used(0, { closed: true }));
    await cancel(ref);
    const asked = await open(world(), client, 'manual');
    expect(await fetch(asked)).toMatchObject({ kind: 'parked' });
    expect(world().bank.pageCalls).toHaveLength(1);
    // A person's own calls are another matter.
    await cancel(asked);
    world().bank.beforePage = () => {};
    await request(world(), client, { psu: '203.0.113.7' });
    expect(await fetch(await open(world(), client, 'manual'))).toMatchObject({ kind: 'staged' });
  });

  test('quota.per-page none in the middle of a window: it goes on from there on the next day', async () => {
    const client = await arrange();
    const ref = await open(world(), client);
    world().bank.beforePage = ({ cursor }) => {
      if (cursor === '10') throw bankError('quota_exhausted', { status: 429 });
    };
    expect(await fetch(ref)).toMatchObject({ kind: 'parked', pages: 1 });
    await finish(ref);
    world().bank.beforePage = () => {};
    world().setNow('2026-11-20T23:30:00Z');
    expect(await fetch(await open(world(), client))).toMatchObject({ kind: 'staged', rows: 25 });
    expect(firstPages()).toBe(1);
  });

  test('F6 what the bank asks to wait goes beyond its midnight', async () => {
    world().setNow('2026-11-20T22:30:00Z');
    const ref = await open(world(), await arrange());
    world().bank.beforePage = () => {
      throw bankError('quota_exhausted', { status: 429, retryAfterMs: 3_600_000 });
    };
    await fetch(ref);
    await finish(ref);
    expect((await runRow(world(), ref.runId)).retry_at).toEqual(new Date('2026-11-20T23:30:00Z'));
  });

  test('F6 a short wait is waited for, and is no read', async () => {
    const ref = await open(world(), await arrange());
    world().bank.beforePage = () => {
      throw bankError('rate_limited_by_bank', { status: 429, retryAfterMs: 30_000 });
    };
    await expect(fetch(ref)).rejects.toMatchObject({ code: 'rate_limited_by_bank', details: { retryAfterMs: 30_000 } });
    expect(await ledger(ref)).toEqual(used(0));
  });
});

describe('D-12 balances are counted apart', () => {
  test('three a day without a person; then the bank is not asked', async () => {
    const ref = await open(world(), await arrange());
    await fetch(ref);
    let asked = 0;
    world().bank.beforeBalances = () => {
      asked += 1;
    };
    for (let check = 0; check < 5; check += 1) await balances(ref);
    expect(asked).toBe(3);
    expect(await ledger(ref)).toEqual([...ofBalances({ used: 3 }), ...used(1)]);
  });

  test.each([
    ['maintenance', bankError('bank_unavailable', { status: 503 }), ofBalances({ used: 0 })],
    ['no answer', bankError('bank_unavailable'), ofBalances({ used: 1 })],
    ['none today', bankError('quota_exhausted', { status: 429 }), ofBalances({ used: 0, closed: true })],
  ])('%s', async (_what, error, expected) => {
    const ref = await open(world(), await arrange());
    await fetch(ref);
    world().bank.beforeBalances = () => {
      throw error;
    };
    expect(await balances(ref)).toMatchObject({ stored: false });
    expect((await ledger(ref)).filter(({ endpoint }) => endpoint === 'balances')).toEqual(expected);
  });
});
