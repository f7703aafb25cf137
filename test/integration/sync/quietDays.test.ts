import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { BankRow } from './memoryBank.ts';
import { beginNights, type Nights } from './nights.ts';
import { ledgerOf, open, openSyncWorld, runRow, type SyncWorld } from './syncWorld.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
  world.bank.pageSize = 4;
});
afterAll(() => world.close());
afterEach(() => {
  world.bank.beforePage = () => {};
});

/** Four rows a day, so a page a day. */
const days = (...of: readonly number[]): readonly BankRow[] =>
  of.flatMap((day) =>
    [1, 2, 3, 4].map((n) => ({
      date: `2026-11-${String(day).padStart(2, '0')}`,
      amountMinor: n * 100,
      text: `Rad ${n} den ${day}.`,
    })),
  );
/** Newest first, as the bank lists it. */
const history = days(13, 12, 11, 10, 9, 8, 7, 6, 5, 4);

const digests = ({ accountId }: Nights) =>
  world.database.admin<{ date: string; entries: number }>(
    'select date::text as date, entries, last_run_id from day_digests where account_id = $1 order by date',
    [accountId],
  );

/** Stages a window and gives the pages that its merge opens. */
async function pagesOpened({ client }: Nights, day: number, rows: readonly BankRow[]): Promise<number> {
  world.setNow(`2026-11-${day}T03:00:00Z`);
  world.bank.rows.set(client.accounts[0]?.bankId ?? '', rows);
  const ref = await open(world, client);
  while ((await world.run(world.steps.fetchPages, ref)).kind === 'more');
  const { readPage } = world.bank;
  let opened = 0;
  world.bank.readPage = (body) => {
    opened += 1;
    return readPage(body);
  };
  try {
    await world.run(world.steps.mergeWindow, ref);
  } finally {
    world.bank.readPage = readPage;
  }
  await world.run(world.steps.finishRun, { ...ref, cancelled: false });
  return opened;
}

describe('ledger 6, step 2: days that show what they showed', () => {
  test('I14 are not opened, and their entries are duplicates (I16)', async () => {
    const nights = await beginNights(world);
    await nights.night(14, history);
    expect(await digests(nights)).toHaveLength(10);
    const before = await ledgerOf(world, nights.accountId);
    expect(await pagesOpened(nights, 15, history)).toBe(0);
    expect(await ledgerOf(world, nights.accountId)).toEqual(before);
    const [run] = await world.database.admin<{ id: string }>(
      'select id from sync_runs where client_id = $1 order by started_at desc limit 1',
      [nights.client.clientId],
    );
    expect(await runRow(world, run?.id ?? '')).toMatchObject({ fetched: 40, new_rows: 0, duplicates: 40 });
  });

  test('I14 of a new day and a changed one only these are opened, with the two pages before each', async () => {
    const nights = await beginNights(world);
    await nights.night(14, history);
    const changed = history.map((row) =>
      row.text === 'Rad 1 den 4.' ? { ...row, text: `${row.text}, Ark.Ref *12345` } : row,
    );
    const rows = [...days(14), ...changed];
    // The new day is page 1, the changed one page 11, and pages 9 and 10 stand before it.
    expect(await pagesOpened(nights, 15, rows)).toBe(4);
    expect((await ledgerOf(world, nights.accountId))[3]).toMatchObject({ text: 'Rad 1 den 4., Ark.Ref *12345' });
    expect(await digests(nights)).toHaveLength(11);
  });

  test('I14 a page that repeats an older one brings no row, though the pages between them stay closed', async () => {
    const nights = await beginNights(world);
    await nights.night(14, history);
    // Page 3 shows page 1 once more, behind a day that did not change.
    const rows = [...history.slice(0, 8), ...history.slice(0, 4), ...history.slice(8)];
    await pagesOpened(nights, 15, rows);
    expect(await ledgerOf(world, nights.accountId)).toHaveLength(40);
  });

  test('I14 leaving days closed gives the same as opening all of them, night after night', async () => {
    const [first, second, third, ...others] = history as [BankRow, BankRow, BankRow, ...BankRow[]];
    const shown: readonly (readonly BankRow[])[] = [
      history,
      [first, third, ...others],
      [first, { ...third, text: `${third.text}, Ark.Ref *12345` }, ...others],
      [{ ...first, amountMinor: 555 }, third, ...others, second],
      [first, first, second, third, ...others.slice(0, -1)],
      [first, first, second, third, ...others.slice(0, -1)],
      history.slice(4),
      history,
      history,
    ];
    const ledgers: unknown[] = [];
    for (const isClosed of [true, false]) {
      const nights = await beginNights(world);
      for (const [index, rows] of shown.entries()) {
        if (!isClosed) await world.database.admin('delete from day_digests where account_id = $1', [nights.accountId]);
        await nights.night(14 + index, rows);
      }
      const ledger = await ledgerOf(world, nights.accountId);
      ledgers.push(
        ledger.map(({ booking_date, amount_minor, slot, status, text, miss_count }) => [
          booking_date,
          amount_minor,
          slot,
          status,
          text,
          miss_count,
        ]),
      );
    }
    expect(ledgers[0]).toEqual(ledgers[1]);
    expect(ledgers[0]).toContainEqual(['2026-11-13', '555', 1, 'withdrawn', 'Rad 1 den 13.', 1]);
    expect(ledgers[0]).toContainEqual(['2026-11-13', '200', 2, 'booked', 'Rad 2 den 13.', 0]);
  });

  test('I3 a day with a missed row has no digest: it would hide the second miss', async () => {
    const nights = await beginNights(world);
    await nights.night(14, history);
    const less = history.filter(({ text }) => text !== 'Rad 2 den 8.');
    await nights.night(15, less);
    expect((await digests(nights)).map(({ date }) => date)).not.toContain('2026-11-08');
    expect(
      await world.database.admin(
        'select date::text as date, reason, since::text as since from unsettled_dates where account_id = $1',
        [nights.accountId],
      ),
    ).toEqual([{ date: '2026-11-08', reason: 'missed', since: '2026-11-15' }]);
    await nights.night(16, less);
    await nights.night(17, less);
    expect((await nights.rows()).filter((row) => row.endsWith('withdrawn'))).toEqual(['2026-11-08 200/1 withdrawn']);
    // Settled: nothing waits, and every day has its digest.
    expect(
      await world.database.admin('select date from unsettled_dates where account_id = $1', [nights.accountId]),
    ).toEqual([]);
    expect(await digests(nights)).toHaveLength(10);
    expect(await pagesOpened(nights, 18, less)).toBe(0);
  });

  test('I3 a day that is shown no more is looked at, though no page holds it', async () => {
    const nights = await beginNights(world);
    await nights.night(14, history);
    await nights.night(
      15,
      history.filter(({ date }) => date !== '2026-11-08'),
    );
    expect((await ledgerOf(world, nights.accountId)).filter(({ miss_count }) => miss_count === 1)).toHaveLength(4);
  });

  test('digests of older rules count for nothing', async () => {
    const nights = await beginNights(world);
    await nights.night(14, history);
    await world.database.admin('update day_digests set rules_version = 0 where account_id = $1', [nights.accountId]);
    expect(await pagesOpened(nights, 15, history)).toBe(10);
    expect(await pagesOpened(nights, 16, history)).toBe(0);
  });

  test('pages staged before there were digests are opened', async () => {
    const nights = await beginNights(world);
    world.setNow('2026-11-14T03:00:00Z');
    world.bank.rows.set(nights.client.accounts[0]?.bankId ?? '', history);
    const ref = await open(world, nights.client);
    while ((await world.run(world.steps.fetchPages, ref)).kind === 'more');
    await world.database.admin('update sync_pages set days = null where run_id = $1', [ref.runId]);
    expect(await world.run(world.steps.mergeWindow, ref)).toEqual({ newRows: 40, changedRows: 0 });
    expect(await digests(nights)).toHaveLength(10);
  });
});
