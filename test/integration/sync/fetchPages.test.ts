import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type BankRow, bankError } from './memoryBank.ts';
import { ledgerOf, open, openSyncWorld, request, runRow, type SyncWorld, sync } from './syncWorld.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());
afterEach(() => {
  world.bank.pageSize = 50;
  world.bank.beforePage = () => {};
  world.bank.twist = (page) => page;
  world.bank.beforeBalances = () => {};
  world.bank.pageCalls.length = 0;
  world.setNow('2026-11-20T09:00:00Z');
});

const rowsOf = (count: number): readonly BankRow[] =>
  Array.from({ length: count }, (_, n) => ({ date: '2026-11-18', amountMinor: n }));

async function arrange(rows: readonly BankRow[]) {
  const client = await world.connect();
  world.bank.rows.set(client.accounts[0]?.bankId ?? '', rows);
  return client;
}

const partOf = async (runId: string) => {
  const [part] = await world.database.admin<{ state: string; pages: number; rows: number; code: string | null }>(
    'select state, pages, rows, code from sync_run_accounts where run_id = $1',
    [runId],
  );
  return part;
};

describe('fetchPages', () => {
  test('D-8 a step takes at most 20 pages and the next one goes on', async () => {
    world.bank.pageSize = 2;
    const client = await arrange(rowsOf(45));
    const ref = await open(world, client);
    expect(await world.run(world.steps.fetchPages, ref)).toEqual({ kind: 'more', pages: 20, rows: 40 });
    expect(await world.run(world.steps.fetchPages, ref)).toEqual({ kind: 'staged', pages: 23, rows: 45 });
    // Once more, after its answer was lost: the same answer, and the bank is not asked.
    const asked = world.bank.pageCalls.length;
    expect(await world.run(world.steps.fetchPages, ref)).toEqual({ kind: 'staged', pages: 23, rows: 45 });
    expect(world.bank.pageCalls).toHaveLength(asked);
    await world.run(world.steps.mergeWindow, ref);
    expect(await ledgerOf(world, ref.accountId)).toHaveLength(45);
  });

  test('D-1 a crash between pages: the next attempt goes on from the stored cursor, the ledger is as it was', async () => {
    world.bank.pageSize = 10;
    const client = await arrange(rowsOf(35));
    const ref = await open(world, client);
    world.bank.beforePage = ({ cursor }) => {
      if (cursor === '20') throw bankError('bank_unavailable', { status: 500 });
    };
    await expect(world.run(world.steps.fetchPages, ref)).rejects.toMatchObject({ code: 'bank_unavailable' });
    expect(await partOf(ref.runId)).toMatchObject({ state: 'reading', pages: 2, rows: 20 });
    expect(await ledgerOf(world, ref.accountId)).toEqual([]);
    world.bank.beforePage = () => {};
    world.bank.pageCalls.length = 0;
    expect(await world.run(world.steps.fetchPages, ref)).toMatchObject({ kind: 'staged', pages: 4, rows: 35 });
    expect(world.bank.pageCalls.map(({ query }) => query.cursor)).toEqual(['20', '30']);
    expect(await world.run(world.steps.mergeWindow, ref)).toEqual({ newRows: 35, changedRows: 0 });
  });

  test('I19 an attempt that was overtaken writes nothing', async () => {
    world.bank.pageSize = 10;
    const client = await arrange(rowsOf(25));
    const ref = await open(world, client);
    let overtaken = false;
    // While the first attempt waits for page 2, a second one reads everything and its window is merged.
    world.bank.beforePage = async ({ cursor }) => {
      if (cursor !== '10' || overtaken) return;
      overtaken = true;
      await world.run(world.steps.fetchPages, ref);
      await world.run(world.steps.mergeWindow, ref);
    };
    await expect(world.run(world.steps.fetchPages, ref)).rejects.toMatchObject({ code: 'changed_meanwhile' });
    expect(await partOf(ref.runId)).toMatchObject({ state: 'merged', pages: 3, rows: 25 });
    expect(await ledgerOf(world, ref.accountId)).toHaveLength(25);
  });

  test('I19 nor where the other attempt has not stored a page yet', async () => {
    world.bank.pageSize = 10;
    const client = await arrange(rowsOf(25));
    const ref = await open(world, client);
    // While the first attempt waits for page 2, a second one begins, and is answered later.
    world.bank.beforePage = async ({ cursor }) => {
      if (cursor !== '10') return;
      await world.database.admin('update bank_accounts set fence = fence + 1 where id = $1', [ref.accountId]);
      await world.database.admin('update sync_run_accounts set fence = fence + 1 where run_id = $1', [ref.runId]);
    };
    await expect(world.run(world.steps.fetchPages, ref)).rejects.toMatchObject({ code: 'changed_meanwhile' });
    expect(await partOf(ref.runId)).toMatchObject({ state: 'reading', pages: 1, rows: 10 });
    world.bank.beforePage = () => {};
  });

  test('I19 a stale fence cannot merge', async () => {
    const client = await arrange(rowsOf(3));
    const ref = await open(world, client);
    await world.run(world.steps.fetchPages, ref);
    await world.database.admin('update bank_accounts set fence = fence + 1 where id = $1', [ref.accountId]);
    await expect(world.run(world.steps.mergeWindow, ref)).rejects.toMatchObject({ code: 'changed_meanwhile' });
    expect(await ledgerOf(world, ref.accountId)).toEqual([]);
  });

  test('I16 a repeated merge answers with the stored counts', async () => {
    const client = await arrange(rowsOf(3));
    const ref = await open(world, client);
    await world.run(world.steps.fetchPages, ref);
    expect(await world.run(world.steps.mergeWindow, ref)).toEqual({ newRows: 3, changedRows: 0 });
    expect(await world.run(world.steps.mergeWindow, ref)).toEqual({ newRows: 3, changedRows: 0 });
    expect(await ledgerOf(world, ref.accountId)).toHaveLength(3);
    expect(
      await world.database.admin(`select type from outbox_events where client_id = $1 and type like 'trans%'`, [
        client.clientId,
      ]),
    ).toHaveLength(1);
  });

  test('A-18 a refused token is replaced once, and the page asked again', async () => {
    const client = await arrange(rowsOf(3));
    const refusedBefore = world.grants.refused;
    world.bank.beforePage = (_query, { secrets }) => {
      if (secrets.accessToken === `access-${refusedBefore + 1}`)
        throw bankError('needs_reconsent', { status: 401, bankCode: 'TOKEN_EXPIRED' });
    };
    expect(await sync(world, client)).toMatchObject({ outcome: 'complete_unverified', newRows: 3 });
    expect(world.grants.refused).toBe(refusedBefore + 1);
    world.bank.beforePage = () => {
      throw bankError('needs_reconsent', { status: 401, bankCode: 'TOKEN_EXPIRED' });
    };
    const ref = await open(world, client);
    await expect(world.run(world.steps.fetchPages, ref)).rejects.toMatchObject({ code: 'needs_reconsent' });
    expect(world.grants.refused).toBe(refusedBefore + 2);
  });

  const loops: readonly (readonly [string, SyncWorld['bank']['twist'], number])[] = [
    ['the same page key again', (page) => ({ ...page, pageKey: 'always' }), 1],
    ['a link to itself', (page) => ({ ...page, nextCursor: '10' }), 1],
    ['pages without an entry', ({ pageKey }) => ({ pageKey, nextCursor: String(1_000 + Math.random()) }), 3],
  ];
  test.each(loops)('D-15 %s: partial, and nothing is merged', async (_name, twist, pages) => {
    world.bank.pageSize = 10;
    world.bank.twist = twist;
    const client = await arrange(rowsOf(25));
    const { runId, outcome } = await sync(world, client);
    expect(outcome).toBe('partial');
    expect(await partOf(runId)).toMatchObject({ state: 'partial', code: 'pagination_loop', pages });
    expect(await ledgerOf(world, client.accounts[0]?.id ?? '')).toEqual([]);
    expect(await runRow(world, runId)).toMatchObject({ status: 'partial', error_code: 'pagination_loop', fetched: 0 });
  });

  test('contract 3 the bank is told of a person only where one asked just now', async () => {
    const client = await arrange(rowsOf(1));
    await request(world, client, { psu: '203.0.113.7' });
    await sync(world, client, 'manual');
    await request(world, client, { psu: '203.0.113.8', at: '2026-11-20T08:00:00Z' });
    await sync(world, client, 'manual');
    await sync(world, client);
    expect(world.bank.pageCalls.map(({ psu }) => psu?.ipAddress ?? null)).toEqual(['203.0.113.7', null, null]);
  });

  test('B-7 the pages of a connection cost one key derivation', async () => {
    world.bank.pageSize = 1;
    const client = await arrange(rowsOf(40));
    const before = world.derivations();
    await sync(world, client);
    expect(world.derivations() - before).toBe(1);
  });

  test('ledger 7 a failed balance call holds back no rows, and figures are kept as received', async () => {
    const client = await arrange(rowsOf(3));
    world.bank.beforeBalances = () => {
      throw bankError('bank_unavailable', { status: 503 });
    };
    expect(await sync(world, client)).toMatchObject({ outcome: 'complete_unverified', newRows: 3 });
    world.bank.beforeBalances = () => {};
    world.bank.balanceFigures = [{ type: 'openingBooked', amountMinor: '12345', currency: 'NOK', referenceDate: null }];
    await sync(world, client);
    expect(
      await world.database.admin('select balances, balances_at from bank_accounts where id = $1', [
        client.accounts[0]?.id,
      ]),
    ).toEqual([{ balances: world.bank.balanceFigures, balances_at: new Date('2026-11-20T09:00:00Z') }]);
  });
});
