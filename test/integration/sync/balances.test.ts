import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { addDays, calendarDate } from '../../../src/domain/calendarDate.ts';
import { type BankRow, bankError, generous } from './memoryBank.ts';
import { type ConnectedClient, openSyncWorld, type SyncWorld, sync } from './syncWorld.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());

const first = calendarDate('2026-11-20');
const date = (ago: number) => addDays(first, -ago);
const only = ({ accounts }: ConnectedClient): string => accounts[0]?.id ?? '';

/** A bank whose closing figure is what all its rows make, from an old balance on. */
interface Books {
  readonly client: ConnectedClient;
  rows: readonly BankRow[];
  opening: bigint;
}
const open = async (rows: readonly BankRow[]): Promise<Books> => ({
  client: await world.connect(),
  rows,
  opening: 1_000_000n,
});
const sumOf = (rows: readonly BankRow[]): bigint =>
  rows.reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n);
const night = async (books: Books, number: number, shown: readonly BankRow[] = books.rows) => {
  world.setNow(`${addDays(first, number)}T03:00:00Z`);
  for (const { bankId } of books.client.accounts) world.bank.rows.set(bankId, shown);
  const amountMinor = (books.opening + sumOf(books.rows)).toString();
  world.bank.balanceFigures = [{ type: 'closingBooked', amountMinor, currency: 'NOK', referenceDate: null }];
  return (await sync(world, books.client)).outcome;
};
beforeEach(() => {
  world.bank.descriptor = { ...generous, balanceWitness: 'closing' };
  world.bank.beforeBalances = () => {};
});

const coverageOf = (books: Books) =>
  world.database.admin(
    `select from_date::text as "from", to_date::text as "to", state from coverage where account_id = $1
     order by from_date`,
    [only(books.client)],
  );
const tasksOf = ({ client: { clientId } }: Books) =>
  world.database.admin('select id, kind, status, closed_by, data from tasks where client_id = $1 order by id', [
    clientId,
  ]);
const foundBy = async (books: Books) => {
  const [account] = await world.database.admin<{ readonly found: unknown; readonly deep: string | null }>(
    `select balance_check -> 'found' as found, last_deep_on::text as deep from bank_accounts where id = $1`,
    [only(books.client)],
  );
  return account;
};
const history: readonly BankRow[] = [
  { date: date(2), amountMinor: 4_000 },
  { date: date(89), amountMinor: -1_000 },
];

describe('checkBalances', () => {
  test('ledger 7 two equal reads set the base, the third that agrees is complete, with its window’s dates', async () => {
    const books = await open(history);
    expect(await night(books, 0)).toBe('complete_unverified');
    expect(await night(books, 1)).toBe('complete_unverified');
    expect(await foundBy(books)).toMatchObject({ found: { kind: 'base_set', reason: 'two_equal_reads' } });
    books.rows = [{ date: addDays(first, 1), amountMinor: -250 }, ...books.rows];
    expect(await night(books, 2)).toBe('complete');
    expect(await coverageOf(books)).toEqual([
      { from: date(89), to: date(11), state: 'complete_unverified' },
      { from: date(10), to: addDays(first, 1), state: 'complete' },
    ]);
    expect(await tasksOf(books)).toEqual([]);
  });

  test.each([
    ['a count that is not sure', 0],
    ['a row that was missed', 1],
  ])(
    'ledger 7 %s, on a date that no nightly read reaches, is a person’s and holds no check up',
    async (_name, missCount) => {
      const books = await open(history);
      await night(books, 0);
      const account = [only(books.client), date(89)];
      await world.database.admin(
        `insert into unsettled_dates (client_id, account_id, date, reason, since)
       select client_id, id, $2, 'uncertain_count', $2 from bank_accounts where id = $1`,
        account,
      );
      await world.database.admin(
        `update bank_transactions set miss_count = $3 where account_id = $1 and booking_date = $2`,
        [...account, missCount],
      );
      await night(books, 1);
      expect(await foundBy(books)).toMatchObject({ found: { kind: 'base_set', reason: 'two_equal_reads' } });
      expect(await night(books, 2)).toBe('complete');
    },
  );

  test('M15 amounts beyond what a float holds are compared exactly', async () => {
    const books = await open([{ date: date(2), amountMinor: 100 }]);
    books.opening = 9_007_199_254_740_893n;
    for (const number of [0, 1]) await night(books, number);
    expect(await night(books, 2)).toBe('complete');
    books.opening -= 1n;
    expect(await night(books, 3)).toBe('complete_unverified');
    expect(await foundBy(books)).toMatchObject({ found: { kind: 'differs', differenceMinor: '-1' } });
  });

  test('ledger 7 a difference widens the window once, then asks a person once; agreement closes it', async () => {
    const books = await open(history);
    for (const number of [0, 1, 2]) await night(books, number);
    books.opening += 77n;
    expect(await night(books, 3)).toBe('complete_unverified');
    expect(await foundBy(books)).toMatchObject({ found: { reason: 'not_widened_yet' }, deep: null });
    expect(await tasksOf(books)).toEqual([]);
    expect(await night(books, 4)).toBe('complete_unverified');
    const task = { kind: 'balance_differs', data: { difference: '0.77', currency: 'NOK' } };
    expect(await tasksOf(books)).toMatchObject([{ ...task, status: 'open' }]);
    await night(books, 5);
    expect(await tasksOf(books)).toHaveLength(1);
    books.opening -= 77n;
    expect(await night(books, 6)).toBe('complete');
    expect(await tasksOf(books)).toMatchObject([{ ...task, status: 'closed', closed_by: 'workflow' }]);
  });

  test('Q16 a row whose sign the bank flips is taken as shown, and the balances tell a person', async () => {
    const books = await open(history);
    for (const number of [0, 1, 2]) await night(books, number);
    const paid: BankRow = { date: addDays(first, 3), amountMinor: -5_000 };
    books.rows = [paid, ...history];
    const shown = [{ ...paid, amountMinor: 5_000 }, ...history];
    expect(await night(books, 3, shown)).toBe('complete_unverified');
    expect(await night(books, 4, shown)).toBe('complete_unverified');
    expect(await tasksOf(books)).toMatchObject([
      { kind: 'balance_differs', status: 'open', data: { difference: '-100.00', currency: 'NOK' } },
    ]);
  });

  test('ledger 7 a complete date in which no row changed is not lowered by a difference', async () => {
    const books = await open(history);
    for (const number of [0, 1, 2]) await night(books, number);
    const before = await coverageOf(books);
    books.opening += 77n;
    await night(books, 3);
    expect(await coverageOf(books)).toEqual([
      ...before,
      { from: addDays(first, 2), to: addDays(first, 2), state: 'complete_unverified' },
    ]);
  });

  test('ledger 7 a person who closes the task takes the difference as it is', async () => {
    const books = await open(history);
    for (const number of [0, 1, 2]) await night(books, number);
    books.opening += 77n;
    for (const number of [3, 4]) await night(books, number);
    await world.database.admin(`update tasks set status = 'closed', closed_by = 'someone' where client_id = $1`, [
      books.client.clientId,
    ]);
    expect(await night(books, 5)).toBe('complete_unverified');
    expect(await foundBy(books)).toMatchObject({ found: { kind: 'base_set', reason: 'taken_by_person' } });
    expect(await night(books, 6)).toBe('complete');
    expect(await tasksOf(books)).toHaveLength(1);
  });

  test('ledger 7 a late row that the figure had all the time sets a new base', async () => {
    const late: BankRow = { date: date(30), amountMinor: -900 };
    const [recent, ...older] = history;
    const books = await open([...(recent === undefined ? [] : [recent]), late, ...older]);
    for (const number of [0, 1, 2]) await night(books, number, history);
    expect((await foundBy(books))?.found).toMatchObject({ kind: 'agrees' });
    for (const number of [3, 4, 5, 6]) await night(books, number, history);
    await night(books, 7);
    expect((await foundBy(books))?.found).toMatchObject({ kind: 'base_set', reason: 'late_rows' });
    expect(await night(books, 8)).toBe('complete');
    expect(await tasksOf(books)).toEqual([]);
  });

  test('Q22 a booked row that the bank does not show stops the agreement until it comes', async () => {
    const books = await open(history);
    for (const number of [0, 1, 2]) await night(books, number);
    books.rows = [{ date: addDays(first, 2), amountMinor: -5_000 }, ...books.rows];
    expect(await night(books, 3, history)).toBe('complete_unverified');
    expect(await night(books, 4)).toBe('complete');
    expect(await tasksOf(books)).toEqual([]);
  });

  test('ledger 8 nothing is complete while an entry is in quarantine, and its difference asks nobody', async () => {
    const books = await open(history);
    for (const number of [0, 1, 2]) await night(books, number);
    const others: readonly BankRow[] = [1, 2, 3, 4, 5].map((ago) => ({ date: date(ago), amountMinor: -ago }));
    const broken: BankRow = { date: addDays(first, 2), amountMinor: -600, unreadable: true };
    books.rows = [broken, ...others, ...books.rows];
    for (const number of [3, 4, 5]) expect(await night(books, number)).toBe('complete_unverified');
    expect(await foundBy(books)).toMatchObject({ found: { kind: 'differs', reason: 'quarantine_open' } });
    expect((await tasksOf(books)).map(({ kind }) => kind)).toEqual(['entries_unreadable']);
  });

  test('ledger 7 nor is a window with an entry in quarantine that the figure does not include yet; what it includes is', async () => {
    world.bank.descriptor = { ...generous, balanceWitness: 'opening' };
    const others: readonly BankRow[] = [1, 2, 3, 4, 5].map((ago) => ({ date: date(ago), amountMinor: -ago }));
    const books = await open([...others, ...history]);
    const opened = async (number: number) => {
      const today = addDays(first, number);
      world.bank.beforeBalances = () => {
        const amountMinor = (books.opening + sumOf(books.rows.filter((row) => row.date < today))).toString();
        world.bank.balanceFigures = [{ type: 'openingBooked', amountMinor, currency: 'NOK', referenceDate: null }];
      };
      return night(books, number);
    };
    for (const number of [0, 1]) await opened(number);
    expect(await opened(2)).toBe('complete');
    books.rows = [{ date: addDays(first, 3), amountMinor: -600, unreadable: true }, ...books.rows];
    expect(await opened(3)).toBe('complete_unverified');
    expect(await foundBy(books)).toMatchObject({ found: { kind: 'agrees' } });
    expect((await coverageOf(books)).at(-1)).toEqual({
      from: expect.any(String),
      to: addDays(first, 2),
      state: 'complete',
    });
  });

  test.each(['none', 'opening'] as const)(
    'ledger 16 for witness %s a closing figure proves nothing',
    async (balanceWitness) => {
      world.bank.descriptor = { ...generous, balanceWitness };
      const books = await open(history);
      for (const number of [0, 1, 2]) expect(await night(books, number)).toBe('complete_unverified');
      expect((await foundBy(books))?.found).toBeNull();
    },
  );

  test('a failed call blocks no row, and the next night goes on', async () => {
    const books = await open(history);
    for (const number of [0, 1, 2]) await night(books, number);
    world.bank.beforeBalances = () => {
      throw bankError('bank_unavailable', { status: 503 });
    };
    books.rows = [{ date: addDays(first, 2), amountMinor: -5 }, ...books.rows];
    expect(await night(books, 3)).toBe('complete_unverified');
    world.bank.beforeBalances = () => {};
    expect(await night(books, 4)).toBe('complete');
  });

  test('I19 figures read by a step whose fence is stale change nothing', async () => {
    const books = await open(history);
    for (const number of [0, 1]) await night(books, number);
    const before = await foundBy(books);
    const untouched = 'select balance_check, balances_at, last_deep_on from bank_accounts where id = $1';
    world.bank.beforeBalances = () => {
      throw bankError('bank_unavailable', { status: 503 });
    };
    await night(books, 2);
    const known = await world.database.admin(untouched, [only(books.client)]);
    const [latest] = await world.database.admin<{ readonly run_id: string }>(
      `update bank_accounts a set fence = a.fence + 1 from sync_run_accounts p
       where a.id = $1 and p.account_id = a.id and p.fence = a.fence returning p.run_id`,
      [only(books.client)],
    );
    world.bank.beforeBalances = () => {};
    const ref = { clientId: books.client.clientId, runId: latest?.run_id ?? '', accountId: only(books.client) };
    expect(await world.run(world.steps.checkBalances, ref)).toEqual({ stored: false });
    expect(await world.database.admin(untouched, [only(books.client)])).toEqual(known);
    expect(await foundBy(books)).toEqual(before);
  });
});
