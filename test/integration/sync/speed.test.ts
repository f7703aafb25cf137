import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BankRow } from './memoryBank.ts';
import { ledgerOf, open, openSyncWorld, type SyncWorld, sync } from './syncWorld.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());

const size = 20_000;
const days = 80;
const rows: readonly BankRow[] = Array.from({ length: size }, (_, n) => ({
  date: new Date(Date.parse('2026-11-19') - Math.floor((n * days) / size) * 86_400_000).toISOString().slice(0, 10),
  amountMinor: ((n * 7919) % 100_000) - 50_000,
  text: `Varekjøp nr. ${n}, en tekst av vanlig lengde for en bank`,
}));

/** Prints figures; asserts rows, never times. */
const tell = (what: string, count: number, beganAt: number): void => {
  const ms = performance.now() - beganAt;
  process.stdout.write(`${what}: ${Math.round(ms)} ms, ${Math.round((count * 1000) / ms)} a second\n`);
};

const sum = (of: readonly (number | string)[]): bigint => of.reduce<bigint>((total, one) => total + BigInt(one), 0n);

describe('ledger 15 a backfill of 20,000 rows', () => {
  test('is staged in steps, merged whole, and read again without a change', async () => {
    world.bank.pageSize = 50;
    const client = await world.connect();
    world.bank.rows.set(client.accounts[0]?.bankId ?? '', rows);
    const ref = await open(world, client, 'first');
    let beganAt = performance.now();
    let step = await world.run(world.steps.fetchPages, ref);
    while (step.kind === 'more') step = await world.run(world.steps.fetchPages, ref);
    expect(step).toEqual({ kind: 'staged', pages: 400, rows: size });
    tell('pages staged', 400, beganAt);
    beganAt = performance.now();
    expect(await world.run(world.steps.mergeWindow, ref)).toEqual({ newRows: size, changedRows: 0 });
    tell('rows merged', size, beganAt);
    await world.run(world.steps.finishRun, { ...ref, cancelled: false });
    const stored = await ledgerOf(world, ref.accountId);
    expect(sum(stored.map((row) => row.amount_minor))).toBe(sum(rows.map((row) => row.amountMinor)));

    world.bank.pageSize = 2_000;
    world.setNow('2026-11-20T10:00:00Z');
    await world.database.admin('update bank_accounts set last_covered_date = $2 where id = $1', [
      ref.accountId,
      '2026-09-01',
    ]);
    beganAt = performance.now();
    expect(await sync(world, client)).toMatchObject({ newRows: 0, changedRows: 0 });
    tell('rows read again', size, beganAt);
    expect(await ledgerOf(world, ref.accountId)).toEqual(stored);
  }, 120_000);
});
