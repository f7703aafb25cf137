import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PendingEntry } from '../../../src/bank/port.ts';
import { calendarDate } from '../../../src/domain/calendarDate.ts';
import type { BankRow } from './memoryBank.ts';
import {
  type ConnectedClient,
  ledgerOf,
  open,
  openSyncWorld,
  request,
  runRow,
  type SyncWorld,
  sync,
} from './syncWorld.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());
beforeEach(() => world.setNow('2026-11-20T09:00:00Z'));

const serve = ({ accounts }: ConnectedClient, rows: readonly BankRow[], pending: readonly PendingEntry[]): void => {
  for (const { bankId } of accounts) {
    world.bank.rows.set(bankId, rows);
    world.bank.pending.set(bankId, pending);
  }
};
const only = ({ accounts }: ConnectedClient): string => accounts[0]?.id ?? '';
const reservation = (amountMinor: number, text: string): PendingEntry => ({
  bankTransactionId: null,
  bookingDate: null,
  valueDate: null,
  enteredAt: '2026-11-19T14:03:11',
  amountMinor: BigInt(amountMinor),
  currency: 'NOK',
  counterpartyName: 'Kiosk',
  counterpartyAccount: null,
  text,
  kid: null,
});
const setOf = (client: ConnectedClient) =>
  world.database.admin(
    `select position, amount_minor, text, entered_at, booked_transaction_id, run_id, xmin::text as row_version
     from pending_transactions where account_id = $1 order by position`,
    [only(client)],
  );
const asOf = async (client: ConnectedClient) => {
  const [account] = await world.database.admin<{ readonly at: Date | null }>(
    'select pending_at as at from bank_accounts where id = $1',
    [only(client)],
  );
  return account?.at?.toISOString();
};
const booked: BankRow = { date: '2026-11-18', amountMinor: -900, text: 'Faktura' };

describe('replacePending', () => {
  test('I9 reservations are kept apart: in no row, no count, no sum, and never matched', async () => {
    const client = await world.connect();
    serve(client, [booked], [reservation(-500, 'Kaffe'), reservation(-700, 'Vann')]);
    const { runId, newRows } = await sync(world, client);
    expect(newRows).toBe(1);
    expect(await runRow(world, runId)).toMatchObject({ fetched: 1, new_rows: 1, errors: 0 });
    expect((await ledgerOf(world, only(client))).map(({ amount_minor }) => amount_minor)).toEqual(['-900']);
    expect(await setOf(client)).toMatchObject([
      { position: 1, amount_minor: '-500', text: 'Kaffe', booked_transaction_id: null },
      { position: 2, amount_minor: '-700', text: 'Vann' },
    ]);
  });

  test('ledger 6 an unchanged set is left as it is, and is as of the last read', async () => {
    const client = await world.connect();
    serve(client, [booked], [reservation(-500, 'Kaffe')]);
    await sync(world, client);
    const before = await setOf(client);
    world.setNow('2026-11-20T15:00:00Z');
    await sync(world, client);
    expect(await setOf(client)).toEqual(before);
    expect(await asOf(client)).toBe('2026-11-20T15:00:00.000Z');
  });

  test('ledger 6 the set is replaced whole: one vanished, one changed, one came', async () => {
    const client = await world.connect();
    serve(client, [booked], [reservation(-500, 'Kaffe'), reservation(-700, 'Vann'), reservation(-800, 'Te')]);
    await sync(world, client);
    serve(client, [booked], [reservation(-701, 'Vann'), reservation(-900, 'Melk')]);
    await sync(world, client);
    expect((await setOf(client)).map(({ text, amount_minor }) => [text, amount_minor])).toEqual([
      ['Vann', '-701'],
      ['Melk', '-900'],
    ]);
    serve(client, [booked], []);
    await sync(world, client);
    expect(await setOf(client)).toEqual([]);
  });

  test('Q04 what is booked tonight under another id is linked at once', async () => {
    const client = await world.connect();
    serve(client, [], [reservation(-500, 'Kaffe')]);
    await sync(world, client);
    serve(client, [{ date: '2026-11-20', amountMinor: -500, text: 'KIOSK 4711' }], [reservation(-500, 'Kaffe')]);
    await sync(world, client);
    const [row] = await ledgerOf(world, only(client));
    expect(await setOf(client)).toMatchObject([{ booked_transaction_id: row?.id }]);
  });

  test.each([
    ['entered', { enteredAt: '0001-01-01T00:00:00' }],
    ['value', { enteredAt: null, valueDate: calendarDate('0001-01-02') }],
  ] as const)(
    'I9 a reservation whose %s date is the first that there is holds no booked row back',
    async (_date, given) => {
      const client = await world.connect();
      serve(client, [booked], [{ ...reservation(-900, 'Kaffe'), ...given }]);
      expect(await sync(world, client)).toMatchObject({ newRows: 1 });
      expect(await setOf(client)).toMatchObject([{ amount_minor: '-900', booked_transaction_id: null }]);
    },
  );

  test('F11 of a run that is taken up after midnight the set is as of the read', async () => {
    world.setNow('2026-11-20T22:30:00Z');
    const client = await world.connect();
    serve(client, [booked], [reservation(-500, 'Kaffe')]);
    const ref = await open(world, client);
    await world.run(world.steps.fetchPages, ref);
    world.setNow('2026-11-21T02:00:00Z');
    await world.run(world.steps.mergeWindow, ref);
    expect(await setOf(client)).toHaveLength(1);
    expect(await asOf(client)).toBe('2026-11-20T22:30:00.000Z');
  });

  test('a read of past dates says nothing of what is reserved now', async () => {
    const client = await world.connect();
    serve(client, [booked], [reservation(-500, 'Kaffe')]);
    await sync(world, client);
    const before = await setOf(client);
    serve(client, [booked], []);
    await request(world, client, { from: '2026-11-01', to: '2026-11-10' });
    await sync(world, client, 'manual');
    expect(await setOf(client)).toEqual(before);
  });
});
