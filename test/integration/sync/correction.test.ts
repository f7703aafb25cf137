import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listWaitingRows } from '../../../src/db/sql/matching/listWaitingRows.ts';
import { withClient } from '../../../src/db/tenantScope.ts';
import type { BankRow } from './memoryBank.ts';
import { beginNights, type Nights } from './nights.ts';
import { openSyncWorld, type SyncWorld } from './syncWorld.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());

const rent: BankRow = { date: '2026-11-10', amountMinor: -900_000, text: 'Husleie' };
const salary: BankRow = { date: '2026-11-12', amountMinor: 3_000_000, text: 'Lønn' };
const wrong: BankRow = { date: '2026-11-12', amountMinor: -4_500, text: 'Strøm', account: '12345678903' };
const right: BankRow = { ...wrong, date: '2026-11-13' };

const waitingRows = async ({ client: { clientId } }: Nights, runId: string): Promise<string[]> => {
  const rows = await withClient(world.database.orm.em, { clientId, role: 'kontosync_worker' }, (em) =>
    listWaitingRows(em, { clientId, runId, afterTransactionId: null, limit: 100 }),
  );
  return rows.map(({ id }) => id);
};

describe('ledger 6, step 6: a correction', () => {
  test('the old row is replaced by the new one, which is held back from matching until then (I12)', async () => {
    const nights = await beginNights(world);
    await nights.night(14, [rent, salary, wrong]);
    const old = await nights.rowOf(-4_500);
    await nights.mark(old.id, 'matched');
    const first = await nights.night(15, [rent, salary, right]);
    const held = (await nights.ledger()).find(({ replaces }) => replaces !== null);
    expect(held).toMatchObject({ booking_date: '2026-11-13', replaces: old.id, match_status: 'unmatched' });
    expect(await waitingRows(nights, first.runId)).toEqual([]);

    const second = await nights.night(16);
    expect(await nights.ledger()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: old.id, status: 'replaced', replaced_by: held?.id, match_status: 'matched' }),
        expect.objectContaining({ id: held?.id, status: 'booked', match_status: 'unmatched' }),
      ]),
    );
    // Let go it is the run's to match.
    expect(second.changedRows).toBe(1);
    expect(await waitingRows(nights, second.runId)).toEqual([held?.id]);
    expect(await nights.feed(old.id)).toEqual(['created', 'replaced']);
    expect(await nights.tasks()).toEqual([
      {
        kind: 'row_replaced_after_match',
        transaction_ids: [old.id, held?.id],
        data: { booking_date: '2026-11-12' },
      },
    ]);
    expect((await nights.revisions(old.id))[0]).toEqual({
      before: { status: 'booked' },
      after: { status: 'replaced', replaced_by: held?.id },
      reason: 'corrected',
    });
  });

  test('a person’s ignored goes over, with a revision', async () => {
    const nights = await beginNights(world);
    await nights.night(14, [rent, salary, wrong]);
    const old = await nights.rowOf(-4_500);
    await nights.mark(old.id, 'ignored', 'person');
    await nights.night(15, [rent, salary, right]);
    await nights.night(16);
    const corrected = (await nights.ledger()).find(({ booking_date }) => booking_date === '2026-11-13');
    expect(corrected).toMatchObject({ status: 'booked', match_status: 'ignored', ignored_because: 'person' });
    expect(await nights.revisions(corrected?.id ?? '')).toEqual([
      {
        before: { match_status: 'unmatched' },
        after: { match_status: 'ignored', ignored_because: 'person' },
        reason: 'corrected',
      },
    ]);
    expect(await nights.feed(corrected?.id ?? '')).toEqual(['created', 'match_changed']);
    expect(await nights.tasks()).toEqual([]);
  });

  test('the old row shown again lets the new one go', async () => {
    const nights = await beginNights(world);
    await nights.night(14, [rent, salary, wrong]);
    await nights.night(15, [rent, salary, right]);
    const { runId } = await nights.night(16, [rent, salary, wrong, right]);
    const rows = await nights.ledger();
    expect(rows.map(({ replaces }) => replaces)).toEqual([null, null, null, null]);
    expect(await waitingRows(nights, runId)).toHaveLength(1);
  });

  test('I6 a missed row is settled in the same way when the days beside it did not change', async () => {
    const nights = await beginNights(world);
    await nights.night(14, [rent, salary, wrong]);
    await nights.night(15, [rent, salary, right]);
    await nights.night(16, [rent, salary, right]);
    expect(await nights.rows()).toEqual([
      '2026-11-10 -900000/1 booked',
      '2026-11-12 3000000/1 booked',
      '2026-11-12 -4500/1 replaced',
      '2026-11-13 -4500/1 booked',
    ]);
  });
});

describe('ledger 6, steps 3 and 7: another payment under a row', () => {
  const first: BankRow = { date: '2026-11-12', amountMinor: -4_500, text: 'Strøm', account: '12345678903' };
  const second: BankRow = { ...first, account: '98765432109', text: 'Leie av bil' };

  test('I12 a hard conflict in an unchanged count: withdrawn and new in one step, after the date was read alone', async () => {
    const nights = await beginNights(world);
    await nights.night(14, [rent, salary, first]);
    const old = await nights.rowOf(-4_500);
    await nights.mark(old.id, 'matched');
    await nights.night(15, [rent, salary, second]);
    expect(await nights.rows()).toEqual([
      '2026-11-10 -900000/1 booked',
      '2026-11-12 3000000/1 booked',
      '2026-11-12 -4500/1 withdrawn',
      '2026-11-12 -4500/2 booked',
    ]);
    expect(await nights.revisions(old.id)).toMatchObject([{ reason: 'hard_conflict' }]);
    expect((await nights.tasks()).map(({ kind }) => kind)).toEqual(['row_withdrawn_after_match']);
  });

  test('I12 a text that is another one: a person’s ignored ends, with a task', async () => {
    const nights = await beginNights(world);
    await nights.night(14, [rent, salary]);
    const { id } = await nights.rowOf(-900_000);
    await nights.mark(id, 'ignored', 'person');
    await nights.night(15, [{ ...rent, text: 'Bensin' }, salary]);
    expect(await nights.rowOf(-900_000)).toMatchObject({
      id,
      text: 'Bensin',
      match_status: 'unmatched',
      ignored_because: null,
    });
    expect(await nights.revisions(id)).toEqual([
      {
        before: { text: 'Husleie', match_status: 'ignored', ignored_because: 'person' },
        after: { text: 'Bensin', match_status: 'unmatched', ignored_because: null },
        reason: 'same_bucket',
      },
    ]);
    expect(await nights.tasks()).toMatchObject([{ kind: 'row_changed_after_match', transaction_ids: [id] }]);
  });
});
