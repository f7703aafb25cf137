import { describe, expect, test } from '@jest/globals';
import { listReadsLeft } from '../../../src/db/sql/quota/listReadsLeft.ts';
import { readReadsLeft } from '../../../src/db/sql/quota/readReadsLeft.ts';
import { reserveRead } from '../../../src/db/sql/quota/reserveRead.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { calendarDate } from '../../../src/domain/calendarDate.ts';
import { bankError } from './memoryBank.ts';
import { used, useQuotaBench } from './quotaBench.ts';
import { open, request, runRow } from './syncWorld.ts';

const { world, arrange, fetch, finish, cancel, crash, ledger, firstPages } = useQuotaBench();
const today = calendarDate('2026-11-20');

describe('D-12 the quota ledger', () => {
  test('I20 GIVEN 6 crashes in a night THEN at most 4 first-page calls, and the run parks until the bank’s next day', async () => {
    const ref = await open(world(), await arrange());
    for (let died = 0; died < 3; died += 1) await crash(ref);
    for (let more = 0; more < 3; more += 1)
      expect(await fetch(ref)).toEqual({ kind: 'parked', pages: 0, rows: 0, code: 'quota_exhausted' });
    expect(firstPages()).toBe(3);
    expect(await ledger(ref)).toEqual(used(3));
    expect(await finish(ref)).toMatchObject({ outcome: 'parked' });
    // Midnight in Oslo.
    expect((await runRow(world(), ref.runId)).retry_at).toEqual(new Date('2026-11-20T23:00:00Z'));
  });

  test('the next bank day the parked run goes on, and has reads again', async () => {
    const client = await arrange();
    const ref = await open(world(), client);
    for (let died = 0; died < 3; died += 1) await crash(ref);
    await fetch(ref);
    await finish(ref);
    world().setNow('2026-11-20T23:30:00Z');
    const next = await open(world(), client);
    expect(next.runId).toBe(ref.runId);
    expect(await fetch(next)).toMatchObject({ kind: 'staged', rows: 25 });
    expect(await ledger(ref)).toEqual([
      ...used(3),
      { endpoint: 'transactions', day: '2026-11-21', used: 1, closed: false },
    ]);
  });

  test('one read is kept back for a sync that somebody asks for', async () => {
    const client = await arrange();
    for (let night = 0; night < 3; night += 1) {
      const ref = await open(world(), client);
      expect(await fetch(ref)).toMatchObject({ kind: 'staged' });
      await cancel(ref);
    }
    const fourth = await open(world(), client);
    expect(await fetch(fourth)).toMatchObject({ kind: 'parked' });
    await cancel(fourth);
    expect(firstPages()).toBe(3);
    const asked = await open(world(), client, 'manual');
    expect(await fetch(asked)).toMatchObject({ kind: 'staged' });
    await cancel(asked);
    const again = await open(world(), client, 'manual');
    expect(await fetch(again)).toMatchObject({ kind: 'parked' });
    expect(firstPages()).toBe(4);
  });

  test('a run that somebody asked for takes three of them at most', async () => {
    const ref = await open(world(), await arrange(), 'manual');
    for (let died = 0; died < 3; died += 1) await crash(ref);
    expect(await fetch(ref)).toMatchObject({ kind: 'parked' });
    expect(await ledger(ref)).toEqual(used(3));
  });

  test('a run that goes on from a staged page reserves nothing', async () => {
    const ref = await open(world(), await arrange());
    world().bank.beforePage = ({ cursor }) => {
      if (cursor === '10') throw bankError('bank_unavailable');
    };
    await expect(fetch(ref)).rejects.toMatchObject({ code: 'bank_unavailable' });
    world().bank.beforePage = () => {};
    expect(await fetch(ref)).toMatchObject({ kind: 'staged', rows: 25 });
    expect(await ledger(ref)).toEqual(used(1));
  });

  test('a window that is read again from page 1 is another read', async () => {
    const ref = await open(world(), await arrange());
    let lost = false;
    world().bank.beforePage = ({ cursor }) => {
      if (cursor !== '10' || lost) return;
      lost = true;
      throw bankError('bank_refuses_request', { status: 404 });
    };
    expect(await fetch(ref)).toMatchObject({ kind: 'staged' });
    expect(await ledger(ref)).toEqual(used(2));
  });

  test('D-16 tries of a first page that cannot be read are reads', async () => {
    const ref = await open(world(), await arrange());
    world().bank.beforePage = () => {
      throw bankError('page_unreadable', { bankCode: 'NOT_JSON' });
    };
    expect(await fetch(ref)).toMatchObject({ kind: 'partial', code: 'page_unreadable' });
    expect(await ledger(ref)).toEqual(used(3));
  });

  test('A-18 a token that is refused and replaced on the way is one read', async () => {
    const ref = await open(world(), await arrange());
    const before = world().grants.version;
    world().bank.beforePage = (_query, { secrets }) => {
      if (secrets.accessToken === `access-${before}`) throw bankError('needs_reconsent', { status: 401 });
    };
    expect(await fetch(ref)).toMatchObject({ kind: 'staged' });
    expect(firstPages()).toBe(2);
    expect(await ledger(ref)).toEqual(used(1));
  });

  test('calls with a person are not counted', async () => {
    const client = await arrange();
    await request(world(), client, { psu: '203.0.113.7' });
    const ref = await open(world(), client, 'manual');
    expect(await fetch(ref)).toMatchObject({ kind: 'staged' });
    expect(await ledger(ref)).toEqual([]);
  });

  test('F11 a bank day is one of the bank’s zone', async () => {
    world().setNow('2026-11-19T23:30:00Z');
    const ref = await open(world(), await arrange());
    await fetch(ref);
    expect(await ledger(ref)).toEqual(used(1));
  });

  test('F18 of eight at once three are given', async () => {
    const ref = await open(world(), await arrange());
    const [part] = await world().database.admin<{ fence: string }>(
      'select fence from sync_run_accounts where run_id = $1',
      [ref.runId],
    );
    const wanted = {
      endpoint: 'transactions',
      bankDay: today,
      allowance: { perDay: 3, perRun: 3 },
      fence: part?.fence ?? '',
    } as const;
    const given = await Promise.all(
      Array.from({ length: 8 }, () =>
        withClient(world().deps.orm.em, { clientId: ref.clientId, role: 'kontosync_worker' }, (em) =>
          reserveRead(em, ref, wanted),
        ),
      ),
    );
    expect(given.filter(Boolean)).toHaveLength(3);
    expect(await ledger(ref)).toEqual(used(3));
  });

  test('I19 an attempt that was overtaken reserves nothing', async () => {
    const ref = await open(world(), await arrange());
    const isReserved = await withClient(
      world().deps.orm.em,
      { clientId: ref.clientId, role: 'kontosync_worker' },
      (em) =>
        reserveRead(em, ref, {
          endpoint: 'transactions',
          bankDay: today,
          allowance: { perDay: 3, perRun: 3 },
          fence: '4711',
        }),
    );
    expect(isReserved).toBe(false);
    expect(await ledger(ref)).toEqual([]);
  });
});

test('what is left: for a run’s re-reads, and for the ERP', async () => {
  const client = await arrange();
  const ref = await open(world(), client);
  await fetch(ref);
  const { clientId, connectionId } = client;
  const left = (allowance: { readonly perDay: number; readonly perRun: number }) =>
    withClient(world().deps.orm.em, { clientId, role: 'kontosync_worker' }, (em) =>
      readReadsLeft(em, ref, { bankDay: today, allowance }),
    );
  const forErp = () =>
    withClient(world().deps.orm.em, { clientId, role: 'kontosync_app' }, (em) =>
      listReadsLeft(em, { clientId, connectionId, bankDay: today, callsPerDay: 4 }),
    );
  expect(await left({ perDay: 3, perRun: 3 })).toBe(2);
  expect(await left({ perDay: 4, perRun: 2 })).toBe(1);
  expect(await forErp()).toEqual([{ accountId: ref.accountId, left: 3 }]);
  await world().database.admin('update unattended_bank_reads set closed = true where account_id = $1', [ref.accountId]);
  expect(await left({ perDay: 3, perRun: 3 })).toBe(0);
  expect(await forErp()).toEqual([{ accountId: ref.accountId, left: 0 }]);
});
