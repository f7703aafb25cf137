import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type BankRow, generous } from './memoryBank.ts';
import { beginNights, type Nights } from './nights.ts';
import { ledgerOf, openSyncWorld, type SyncWorld, sync } from './syncWorld.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  // Its transaction ids may be believed, its entry references it never sends.
  world.bank.descriptor = { ...generous, idPolicy: 'proven' };
});
afterEach(() => {
  world.bank.descriptor = generous;
  world.bank.pageSize = 50;
  world.bank.beforePage = () => {};
});

/** Entry references are blank from the first read on: that field is demoted at once. */
const row = (n: number, more: Partial<BankRow> = {}): BankRow => ({
  date: `2026-11-${10 + (n % 3)}`,
  amountMinor: n * 100,
  text: `Rad ${n}`,
  id: `id-${n}`,
  ...more,
});
const rows = [1, 2, 3, 4, 5, 6].map((n) => row(n));

const policyOf = async ({ client: { connectionId } }: Pick<Nights, 'client'>) => {
  const [found] = await world.database.admin<{ id_policy: Record<string, unknown> | null }>(
    'select id_policy from bank_connections where id = $1',
    [connectionId],
  );
  return found?.id_policy ?? null;
};
const demotions = ({ client: { connectionId } }: Pick<Nights, 'client'>) =>
  world.database.admin(
    `select data from audit_entries where subject_id = $1 and action = 'connection.demote_ids' order by id`,
    [connectionId],
  );
const aliases = ({ accountId }: Nights) =>
  world.database.admin<{ value: string; transaction_id: string }>(
    `select value, transaction_id from bank_transaction_aliases where account_id = $1 order by value`,
    [accountId],
  );
const digests = (accountId: string) =>
  world.database.admin('select date from day_digests where account_id = $1', [accountId]);
const lastDeepOn = async (accountId: string) =>
  (
    await world.database.admin<{ day: string | null }>(
      'select last_deep_on::text as day from bank_accounts where id = $1',
      [accountId],
    )
  )[0]?.day;

describe('ledger 4 ids that may be believed', () => {
  test('pair a row whose text is another, and every id is kept for its row', async () => {
    const nights = await beginNights(world);
    await nights.night(14, rows);
    const before = await ledgerOf(world, nights.accountId);
    expect((await aliases(nights)).map(({ value }) => value)).toEqual(rows.map(({ id }) => id));
    await nights.night(15, [row(1, { text: 'Noe helt annet' }), ...rows.slice(1)]);
    const after = await ledgerOf(world, nights.accountId);
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(
      await world.database.admin('select reason from bank_transaction_revisions where client_id = $1', [
        nights.client.clientId,
      ]),
    ).toEqual([{ reason: 'same_id' }]);
  });

  test('are demoted with their evidence: a blank one in the first read', async () => {
    const nights = await beginNights(world);
    const { runId } = await nights.night(14, rows);
    expect(await policyOf(nights)).toEqual({
      entryReference: { policy: 'none', evidence: 'blank', on: '2026-11-14', account_id: nights.accountId },
    });
    expect(await demotions(nights)).toEqual([
      { data: { field: 'entryReference', evidence: 'blank', account_id: nights.accountId } },
    ]);
    // After a demotion each day is looked at anew, and the next window reaches back over all of it.
    expect(await digests(nights.accountId)).toEqual([]);
    expect(await lastDeepOn(nights.accountId)).toBeNull();
    const next = await nights.night(15);
    expect(await digests(nights.accountId)).toHaveLength(3);
    expect(await lastDeepOn(nights.accountId)).toBe('2026-11-15');
    expect(await demotions(nights)).toHaveLength(1);
    const deep = await world.database.admin(
      'select run_id, deep from sync_run_accounts where account_id = $1 order by run_id',
      [nights.accountId],
    );
    expect(deep).toEqual([
      { run_id: runId, deep: true },
      { run_id: next.runId, deep: true },
    ]);
  });

  test('I6 of a session: the same rows under new ids churn nothing, and the ids pair no more (I15)', async () => {
    const nights = await beginNights(world);
    await nights.night(14, rows);
    await nights.night(15, rows);
    const before = (await ledgerOf(world, nights.accountId)).map(({ id }) => id);
    await nights.night(
      16,
      rows.map((one) => ({ ...one, id: `other-${one.id}` })),
    );
    expect((await ledgerOf(world, nights.accountId)).map(({ id }) => id)).toEqual(before);
    expect(await policyOf(nights)).toMatchObject({ transactionId: { policy: 'none', evidence: 'session' } });
    expect(await digests(nights.accountId)).toEqual([]);
  });

  test('I6 name the row that a correction brings, though nothing else does (ledger 6, step 6)', async () => {
    const nights = await beginNights(world);
    const old = row(2);
    await nights.night(14, rows);
    await nights.night(15);
    const before = await nights.rowOf(200);
    const after = rows.map((one) => (one.id === old.id ? { ...one, amountMinor: 222 } : one));
    await nights.night(16, after);
    expect(await nights.rowOf(222)).toMatchObject({ status: 'booked', replaces: before.id });
    await nights.night(17);
    const came = await nights.rowOf(222);
    expect(await nights.rowOf(200)).toMatchObject({ id: before.id, status: 'replaced', replaced_by: came.id });
    // The id has gone over with it, and still pairs rows.
    expect((await aliases(nights)).find(({ value }) => value === old.id)).toMatchObject({ transaction_id: came.id });
    expect(await policyOf(nights)).not.toHaveProperty('transactionId');
  });

  test('I4 shown on another date when that one is read alone: each read is believed, and the id names one row', async () => {
    const nights = await beginNights(world);
    const less = rows.filter(({ id }) => id !== 'id-1');
    await nights.night(14, rows);
    await nights.night(15, less);
    // While the pages are read, the bank corrects the date of an entry that came with them.
    world.bank.beforePage = ({ to }) =>
      void world.bank.rows.set(
        nights.bankId,
        [...less, row(9, { date: to === '2026-11-16' ? '2026-11-13' : '2026-11-11' })].toSorted((a, b) =>
          a.date < b.date ? 1 : -1,
        ),
      );
    await nights.night(16);
    const nines = (await nights.rows()).filter((one) => one.includes(' 900/'));
    expect(nines).toEqual(['2026-11-11 900/1 booked', '2026-11-13 900/1 booked']);
    expect((await aliases(nights)).filter(({ value }) => value === 'id-9')).toHaveLength(1);
  });

  test('I4 re-used for another entry far away, on a day that would be left closed', async () => {
    world.bank.pageSize = 2;
    const nights = await beginNights(world);
    const old = row(1, { date: '2026-11-02' });
    const near = [2, 3, 4, 5].map((n) => row(n, { date: `2026-11-${n + 1}`.replace(/-(\d)$/, '-0$1') }));
    await nights.night(14, [old, ...near]);
    await nights.night(15);
    expect(await digests(nights.accountId)).toHaveLength(5);
    await nights.night(16, [old, ...near, row(9, { date: '2026-11-15', id: 'id-1' })]);
    expect(await ledgerOf(world, nights.accountId)).toHaveLength(6);
    expect(await policyOf(nights)).toMatchObject({ transactionId: { policy: 'none', evidence: 'reused' } });
  });

  test('I11, Q29 the same ids on two accounts never meet; what one says against ids holds for the other too', async () => {
    const client = await world.connect({ accounts: 2 });
    world.setNow('2026-11-14T03:00:00Z');
    for (const { bankId } of client.accounts) world.bank.rows.set(bankId, rows.toReversed());
    await sync(world, client);
    for (const { id } of client.accounts) {
      const of = await ledgerOf(world, id);
      expect(of).toHaveLength(6);
      const named = await world.database.admin<{ transaction_id: string }>(
        'select transaction_id from bank_transaction_aliases where account_id = $1',
        [id],
      );
      expect(new Set(named.map(({ transaction_id }) => transaction_id))).toEqual(new Set(of.map((one) => one.id)));
    }
    world.setNow('2026-11-15T03:00:00Z');
    await sync(world, client);
    for (const { id } of client.accounts) expect(await digests(id)).toHaveLength(3);

    const [first] = client.accounts;
    world.bank.rows.set(first?.bankId ?? '', rows.map((one) => ({ ...one, id: '2026-11-10.1' })).toReversed());
    world.setNow('2026-11-16T03:00:00Z');
    await sync(world, client);
    expect(await policyOf({ client })).toMatchObject({ transactionId: { evidence: 'positional' } });
    for (const { id } of client.accounts) expect(await lastDeepOn(id)).not.toBe('2026-11-16');
  });
});
