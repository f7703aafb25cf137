import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BankRow } from './memoryBank.ts';
import { beginNights, type Nights } from './nights.ts';
import { openSyncWorld, runRow, type SyncWorld } from './syncWorld.ts';

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
