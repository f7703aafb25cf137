import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type BankRow, generous } from './memoryBank.ts';
import { beginNights, type Nights } from './nights.ts';
import { openSyncWorld, runRow, type SyncWorld } from './syncWorld.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
  world.bank.pageSize = 3;
});
afterAll(() => world.close());
afterEach(() => {
  world.bank.descriptor = generous;
  world.bank.beforePage = () => {};
  world.bank.pageCalls.length = 0;
});

const row = (day: number, amountMinor: number): BankRow => ({
  date: `2026-11-${day}`,
  amountMinor,
  text: `Rad ${amountMinor}`,
});
const unsettled = ({ accountId }: Nights) =>
  world.database.admin(
    'select date::text as date, reason, since::text as since from unsettled_dates where account_id = $1',
    [accountId],
  );
/** Live rows: amount and slot. */
const amounts = async (nights: Nights) =>
  (await nights.ledger())
    .filter(({ status }) => status === 'booked')
    .toSorted((a, b) => Number(a.amount_minor) - Number(b.amount_minor) || a.slot - b.slot)
    .map(({ amount_minor, slot }) => `${amount_minor}/${slot}`);
/** Dates that were read beside the window. */
const readAlone = (): (readonly string[])[] =>
  world.bank.pageCalls.flatMap(({ query: { from, to } }) => (from === to ? [[from, to]] : []));

describe('ledger 5 entries that the cut of the pages may show twice', () => {
  const twin = row(12, 400);
  /** The second page begins with what the first one ended with. */
  const twins = [row(13, 100), row(13, 200), twin, twin, row(11, 500)];

  test('I5 a row that is booked while the pages are read pushes another to the next page: it is one row', async () => {
    const nights = await beginNights(world);
    const before = [row(13, 100), row(13, 200), row(13, 300), row(12, 400), row(11, 500)];
    world.bank.beforePage = ({ cursor }) => {
      if (cursor === '3') world.bank.rows.set(nights.bankId, [row(13, 50), ...before]);
    };
    await nights.night(14, before);
    for (const day of [15, 16]) await nights.night(day);
    expect(await amounts(nights)).toEqual(['50/1', '100/1', '200/1', '300/1', '400/1', '500/1']);
    expect((await nights.ledger()).map(({ miss_count }) => miss_count)).toEqual(Array(6).fill(0));
    expect(await unsettled(nights)).toEqual([]);
  });

  test('I4 a real twin across the edge of a page is there, once its date was read alone', async () => {
    const nights = await beginNights(world);
    const { runId } = await nights.night(14, twins);
    expect(readAlone()).toEqual([['2026-11-12', '2026-11-12']]);
    expect(await amounts(nights)).toEqual(['100/1', '200/1', '400/1', '400/2', '500/1']);
    expect(await runRow(world, runId)).toMatchObject({ fetched: 5, new_rows: 5, duplicates: 0 });
    expect(await unsettled(nights)).toEqual([]);
    // And the twins that are known need no such read any more.
    world.bank.pageCalls.length = 0;
    await nights.night(15);
    expect(readAlone()).toEqual([]);
    expect(await nights.ledger()).toHaveLength(5);
  });

  test('I4, I5 without a read left only that bucket does not grow: it waits, and keeps its place', async () => {
    // One is kept back, so one is left: for the window itself.
    world.bank.descriptor = { ...generous, unattendedCallsPerDay: 2 };
    const nights = await beginNights(world);
    for (const day of [14, 15]) {
      const { runId } = await nights.night(day, twins);
      expect(await nights.ledger()).toHaveLength(4);
      expect(await runRow(world, runId)).toMatchObject({ fetched: 4, new_rows: day === 14 ? 4 : 0 });
      expect(await unsettled(nights)).toEqual([{ date: '2026-11-12', reason: 'uncertain_count', since: '2026-11-14' }]);
    }
    expect(readAlone()).toEqual([]);
    world.bank.descriptor = generous;
    await nights.night(16);
    expect(readAlone()).toEqual([['2026-11-12', '2026-11-12']]);
    expect(await nights.ledger()).toHaveLength(5);
    expect(await unsettled(nights)).toEqual([]);
  });
});
