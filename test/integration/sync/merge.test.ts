import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BankRow } from './memoryBank.ts';
import { type ConnectedClient, ledgerOf, openSyncWorld, runRow, type SyncWorld, sync } from './syncWorld.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());

const serve = ({ accounts }: ConnectedClient, rows: readonly BankRow[]): void => {
  for (const { bankId } of accounts) world.bank.rows.set(bankId, rows);
};
const only = ({ accounts }: ConnectedClient): string => accounts[0]?.id ?? '';

const twins: readonly BankRow[] = [
  { date: '2026-11-18', amountMinor: -12_500, text: 'Kaffe' },
  { date: '2026-11-18', amountMinor: -12_500, text: 'Kaffe' },
  { date: '2026-11-17', amountMinor: 99_900, text: 'Faktura', kid: '2345676' },
];

describe('mergeWindow', () => {
  test('I4 twins survive, and the counts add up (I16)', async () => {
    const client = await world.connect();
    serve(client, twins);
    const { runId, newRows, outcome } = await sync(world, client);
    expect({ newRows, outcome }).toEqual({ newRows: 3, outcome: 'complete_unverified' });
    expect((await ledgerOf(world, only(client))).map(({ amount_minor, slot }) => [amount_minor, slot])).toEqual([
      ['99900', 1],
      ['-12500', 1],
      ['-12500', 2],
    ]);
    expect(await runRow(world, runId)).toMatchObject({
      status: 'complete_unverified',
      fetched: 3,
      new_rows: 3,
      duplicates: 0,
      errors: 0,
      empty_reason: null,
    });
  });

  test('I1 a second sync of the same data changes no row, byte for byte', async () => {
    const client = await world.connect();
    serve(client, twins);
    await sync(world, client);
    const before = await ledgerOf(world, only(client));
    const feed = 'select count(*)::int as n from transaction_changes where client_id = $1';
    const changes = await world.database.admin(feed, [client.clientId]);
    const { runId, newRows, changedRows } = await sync(world, client);
    expect({ newRows, changedRows }).toEqual({ newRows: 0, changedRows: 0 });
    expect(await ledgerOf(world, only(client))).toEqual(before);
    expect(await world.database.admin(feed, [client.clientId])).toEqual(changes);
    expect(await runRow(world, runId)).toMatchObject({
      fetched: 3,
      new_rows: 0,
      duplicates: 3,
      empty_reason: 'all_duplicates',
    });
  });

  test('I10 a text enriched later: the same row, a revision, one event', async () => {
    const client = await world.connect();
    serve(client, [{ date: '2026-11-18', amountMinor: -500, text: 'Varekjøp' }]);
    await sync(world, client);
    const [before] = await ledgerOf(world, only(client));
    serve(client, [{ date: '2026-11-18', amountMinor: -500, text: 'Varekjøp, Ark.Ref *98765' }]);
    const { runId, changedRows } = await sync(world, client);
    expect(changedRows).toBe(1);
    const [after, ...others] = await ledgerOf(world, only(client));
    expect(others).toEqual([]);
    expect(after).toMatchObject({
      id: before?.id,
      slot: 1,
      text: 'Varekjøp, Ark.Ref *98765',
      last_changed_run_id: runId,
    });
    expect(
      await world.database.admin(
        'select transaction_id, run_id, before, after, reason from bank_transaction_revisions where client_id = $1',
        [client.clientId],
      ),
    ).toEqual([
      {
        transaction_id: before?.id,
        run_id: runId,
        before: { text: 'Varekjøp' },
        after: { text: 'Varekjøp, Ark.Ref *98765' },
        reason: 'enriched',
      },
    ]);
    const events = await world.database.admin<{ type: string; data: Record<string, unknown> }>(
      `select type, data from outbox_events where client_id = $1 and type like 'transactions.%' order by created_at`,
      [client.clientId],
    );
    expect(events.map(({ type }) => type)).toEqual(['transactions.created', 'transactions.updated']);
    expect(events[1]?.data).toEqual({
      client_id: client.clientId,
      connection_id: client.connectionId,
      sync_run_id: runId,
      counts: { transactions: 1 },
      ids: { transactions: [before?.id] },
    });
  });

  test('I2 overlapping windows that grow give the same rows as one read', async () => {
    const client = await world.connect();
    serve(client, twins.slice(1));
    await sync(world, client);
    serve(client, [{ date: '2026-11-19', amountMinor: -12_500, text: 'Kaffe' }, ...twins]);
    const { newRows } = await sync(world, client);
    expect(newRows).toBe(2);
    expect(await ledgerOf(world, only(client))).toHaveLength(4);
  });

  test('I11, Q29 two accounts with the same rows keep them apart', async () => {
    const client = await world.connect({ accounts: 2 });
    serve(client, twins);
    const { runId, newRows } = await sync(world, client);
    expect(newRows).toBe(6);
    for (const { id } of client.accounts) expect(await ledgerOf(world, id)).toHaveLength(3);
    expect(await runRow(world, runId)).toMatchObject({ fetched: 6, new_rows: 6, pages: 2 });
    expect(
      await world.database.admin(
        `select total_transactions_imported as n, last_sync_at is not null as synced, last_attempt_at is not null as tried
         from bank_connections where id = $1`,
        [client.connectionId],
      ),
    ).toEqual([{ n: '6', synced: true, tried: true }]);
  });

  test('ledger 8 an unreadable entry is kept, counted, and the rest goes on', async () => {
    const client = await world.connect();
    const rows = Array.from({ length: 9 }, (_, n) => ({ date: '2026-11-18', amountMinor: n }));
    serve(client, [...rows, { date: '2026-11-18', amountMinor: 1, unreadable: true }]);
    const { runId, outcome } = await sync(world, client);
    expect(outcome).toBe('complete_unverified');
    expect(await runRow(world, runId)).toMatchObject({ fetched: 10, new_rows: 9, errors: 1 });
    expect(
      await world.database.admin('select page_no, position, reason from quarantined_entries where run_id = $1', [
        runId,
      ]),
    ).toEqual([{ page_no: 1, position: 9, reason: 'shape' }]);
  });

  test('D-16 more than a fifth of a page unreadable: nothing is merged', async () => {
    const client = await world.connect();
    const { run, steps } = world;
    serve(client, [
      ...Array.from({ length: 3 }, (_, n) => ({ date: '2026-11-18', amountMinor: n })),
      { date: '2026-11-18', amountMinor: 1, unreadable: true },
    ]);
    const opened = await run(steps.openRun, { ...client, trigger: 'nightly' as const });
    if (opened.kind === 'refused') throw new Error(opened.code);
    const ref = { clientId: client.clientId, runId: opened.runId, accountId: only(client) };
    await expect(run(steps.fetchPages, ref)).rejects.toMatchObject({ code: 'bank_contract_violation' });
    expect(await ledgerOf(world, only(client))).toEqual([]);
    const failure = { code: 'bank_contract_violation' };
    expect(await run(steps.finishRun, { ...ref, cancelled: false, failure })).toMatchObject({ outcome: 'failed' });
    expect(
      await world.database.admin('select connection_status, last_sync_at from bank_connections where id = $1', [
        client.connectionId,
      ]),
    ).toEqual([{ connection_status: 'active', last_sync_at: null }]);
  });

  test('ledger 5 a page that comes again under another key is read once', async () => {
    const client = await world.connect();
    serve(client, twins);
    const original = world.bank.transactionsPage;
    let call = 0;
    // The bank answers every link of three with the same page.
    world.bank.transactionsPage = async (bankCall, query) => {
      const page = await original(bankCall, { ...query, cursor: '0' });
      call += 1;
      return { ...page, pageKey: `page ${call}`, nextCursor: call < 3 ? `next ${call}` : null };
    };
    try {
      const { runId, newRows } = await sync(world, client);
      expect(newRows).toBe(3);
      expect(await runRow(world, runId)).toMatchObject({ fetched: 3, pages: 3 });
    } finally {
      world.bank.transactionsPage = original;
    }
  });

  test('contract 3.1 rows before the cut-over are stored and never queued', async () => {
    const client = await world.connect({ matchFrom: '2026-11-18' });
    serve(client, twins);
    await sync(world, client);
    expect(
      (await ledgerOf(world, only(client))).map((row) => [row.booking_date, row.match_status, row.ignored_because]),
    ).toEqual([
      ['2026-11-17', 'ignored', 'before_cutover'],
      ['2026-11-18', 'unmatched', null],
      ['2026-11-18', 'unmatched', null],
    ]);
  });
});
