import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { closeTask } from '../../../src/db/sql/taskRoutes/closeTask.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import { eventually } from '../local/eventually.ts';
import type { BankRow } from './memoryBank.ts';
import { beginNights, type Nights } from './nights.ts';
import { open, openSyncWorld, runRow, type SyncWorld } from './syncWorld.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());

// Enough that one entry in a strange form is no fifth of the page.
const quiet: readonly BankRow[] = Array.from({ length: 8 }, (_, n) => ({ date: '2026-11-10', amountMinor: n + 1 }));
const coffee: BankRow = { date: '2026-11-12', amountMinor: -4_500, text: 'Kaffe' };
const salary: BankRow = { date: '2026-11-12', amountMinor: 3_000_000, text: 'Lønn' };
const strange: BankRow = { ...coffee, unreadable: true };

const kept = ({ accountId }: Nights) =>
  world.database.admin<{
    raw: Buffer;
    raw_sha256: Buffer;
    key_id: string;
    kdf_salt: Buffer;
    kdf_iterations: number;
    booking_date: string | null;
  }>(
    `select raw, raw_sha256, key_id, kdf_salt, kdf_iterations, booking_date::text as booking_date
     from quarantined_entries where account_id = $1 order by id`,
    [accountId],
  );
const accept = ({ accountId }: Nights) =>
  world.database.admin('update quarantined_entries set accepted_at = now() where account_id = $1', [accountId]);

describe('ledger 8 an entry that cannot be understood', () => {
  test('I4 is kept as the bank sent it, encrypted, once, and counted each time (I16)', async () => {
    const nights = await beginNights(world);
    for (const day of [14, 15]) {
      const { runId, outcome } = await nights.night(day, [...quiet, salary, strange]);
      expect(await runRow(world, runId)).toMatchObject({ fetched: 10, errors: 1 });
      expect(outcome).toBe('complete_unverified');
    }
    const [entry, ...others] = await kept(nights);
    if (entry === undefined) throw new Error('nothing was kept');
    expect(others).toEqual([]);
    expect(entry.booking_date).toBe('2026-11-12');
    const raw = await world.deps.cipher.decryptBytes({
      connectionId: nights.client.connectionId,
      kind: 'quarantine',
      ciphertext: entry.raw,
      keyId: entry.key_id,
      salt: entry.kdf_salt,
      iterations: entry.kdf_iterations,
    });
    expect(JSON.parse(raw.toString('utf8'))).toEqual(strange);
    expect(entry.raw_sha256).toEqual(createHash('sha256').update(raw).digest());
    expect(await nights.tasks()).toEqual([{ kind: 'entries_unreadable', transaction_ids: [], data: { entries: 1 } }]);
    expect(await world.database.admin('select subject from tasks where account_id = $1', [nights.accountId])).toEqual([
      { subject: `entries_unreadable/${nights.accountId}` },
    ]);
  });

  test('I4 twins in a strange form are two', async () => {
    const nights = await beginNights(world);
    await nights.night(14, [...quiet, strange]);
    await nights.night(15, [...quiet, strange, strange]);
    expect(await kept(nights)).toHaveLength(2);
  });

  test('I6 its date grows and does not shrink, until a person accepts it', async () => {
    const nights = await beginNights(world);
    await nights.night(14, [...quiet, salary, coffee]);
    for (const day of [15, 16, 17]) await nights.night(day, [...quiet, salary, strange]);
    expect(await nights.rowOf(-4_500)).toMatchObject({ status: 'booked', miss_count: 0 });
    await nights.night(18, [...quiet, salary, strange, { date: '2026-11-12', amountMinor: 5 }]);
    expect(await nights.rows()).toContain('2026-11-12 5/1 booked');

    await accept(nights);
    await nights.night(19);
    expect(await nights.rowOf(-4_500)).toMatchObject({ status: 'booked', miss_count: 1 });
    const { runId } = await nights.night(20);
    expect(await nights.rowOf(-4_500)).toMatchObject({ status: 'withdrawn' });
    expect(await runRow(world, runId)).toMatchObject({ errors: 1 });
  });

  test('I6 nor does it after the strange form has gone: nobody knows what it was', async () => {
    const nights = await beginNights(world);
    await nights.night(14, [...quiet, salary, coffee]);
    await nights.night(15, [...quiet, salary, strange]);
    for (const day of [16, 17]) await nights.night(day, [...quiet, salary]);
    expect(await nights.rowOf(-4_500)).toMatchObject({ status: 'booked', miss_count: 0 });
    await accept(nights);
    await nights.night(18);
    await nights.night(19);
    expect(await nights.rowOf(-4_500)).toMatchObject({ status: 'withdrawn' });
  });

  test('I6 without a date it stops shrinkage in the whole window', async () => {
    const nights = await beginNights(world);
    await nights.night(14, [...quiet, salary, coffee]);
    const undated: BankRow = { date: '2026-11-13', amountMinor: 1, unreadable: true, undated: true };
    for (const day of [15, 16, 17]) await nights.night(day, [...quiet, salary, undated]);
    expect(await nights.rowOf(-4_500)).toMatchObject({ status: 'booked', miss_count: 0 });
  });
});

/** As a person does by the API: the open task of the account's unreadable entries. */
async function close({ client: { clientId }, accountId }: Nights) {
  const [task] = await world.database.admin<{ id: string }>(
    `select id from tasks where account_id = $1 and kind = 'entries_unreadable' and status = 'open'`,
    [accountId],
  );
  if (task === undefined) throw new Error('no open task');
  return withClient(world.deps.orm.em, { clientId, role: 'kontosync_app' }, (em) =>
    closeTask(em, { clientId, taskId: task.id, actor: 'key', user: null }),
  );
}
const accepted = async (nights: Nights) =>
  (
    await world.database.admin<{ date: string; accepted: boolean }>(
      `select booking_date::text as date, accepted_at is not null as accepted
       from quarantined_entries where account_id = $1 order by booking_date`,
      [nights.accountId],
    )
  ).map((entry) => `${entry.date} ${entry.accepted ? 'accepted' : 'waits'}`);
const waiters = async (): Promise<number> =>
  (
    await world.database.admin(
      `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
  ).length;
/** Holds what the statement locks, until the returned function is called. */
async function hold(statement: string, values: readonly string[]): Promise<() => Promise<void>> {
  const holder = new Client(world.database.adminUrl);
  await holder.connect();
  await holder.query('begin');
  await holder.query(statement, [...values]);
  return () => holder.end();
}

describe('ledger 8 a person accepts what the task counts', () => {
  const other: BankRow = { date: '2026-11-11', amountMinor: -7, unreadable: true };

  test('an entry that comes while the task is open is counted in it', async () => {
    const nights = await beginNights(world);
    await nights.night(14, [...quiet, salary, strange]);
    await nights.night(15, [...quiet, salary, other]);
    expect(await nights.tasks()).toMatchObject([{ data: { entries: 2 } }]);
    expect(await close(nights)).toMatchObject({ status: 'closed', data: { entries: 2 } });
    expect(await accepted(nights)).toEqual(['2026-11-11 accepted', '2026-11-12 accepted']);
    await nights.night(16);
    expect(await nights.tasks()).toEqual([]);
  });

  test('an entry that a merge adds while the task is being closed waits, and has a task of its own the night after', async () => {
    const nights = await beginNights(world);
    await nights.night(14, [...quiet, salary, strange]);
    world.setNow('2026-11-15T03:00:00Z');
    const more: BankRow = { date: '2026-11-12', amountMinor: -77, text: 'Ny' };
    world.bank.rows.set(nights.bankId, [salary, strange, more, other, ...quiet]);
    const ref = await open(world, nights.client);
    await world.run(world.steps.fetchPages, ref);
    // The merge needs its row at the end, to count what it imported.
    const letGo = await hold('select from bank_connections where id = $1 for no key update', [
      nights.client.connectionId,
    ]);
    const [merging, closing] = [
      world.run(world.steps.mergeWindow, ref),
      eventually('the merge waits', async () => (await waiters()) === 1).then(() => close(nights)),
    ];
    try {
      await eventually('the person waits too', async () => (await waiters()) === 2);
    } finally {
      await letGo();
    }
    expect(await merging).toMatchObject({ newRows: 1 });
    expect(await closing).toMatchObject({ status: 'closed' });
    await world.run(world.steps.finishRun, { ...ref, cancelled: false });
    expect(await accepted(nights)).toEqual(['2026-11-11 waits', '2026-11-12 accepted']);
    // It is shown no more; its date is held all the same, so somebody must hear of it.
    await nights.night(16, [...quiet, salary, more]);
    expect(await nights.tasks()).toMatchObject([{ kind: 'entries_unreadable', data: { entries: 1 } }]);
    await close(nights);
    expect(await accepted(nights)).toEqual(['2026-11-11 accepted', '2026-11-12 accepted']);
  });

  test('I22 a merge that began before the person closed the task opens it no more', async () => {
    const nights = await beginNights(world);
    await nights.night(14, [...quiet, salary, strange]);
    world.setNow('2026-11-15T03:00:00Z');
    const ref = await open(world, nights.client);
    await world.run(world.steps.fetchPages, ref);
    const letGo = await hold('select pg_advisory_xact_lock(hashtextextended($1, 0))', [nights.accountId]);
    const merging = world.run(world.steps.mergeWindow, ref);
    try {
      await eventually('the merge waits', async () => (await waiters()) === 1);
      await close(nights);
    } finally {
      await letGo();
    }
    await merging;
    expect(await nights.tasks()).toEqual([]);
  });
});
