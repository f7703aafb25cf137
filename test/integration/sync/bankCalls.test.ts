import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type BankRow, bankError } from './memoryBank.ts';
import { ledgerOf, type OpenAccount, open, openSyncWorld, request, type SyncWorld } from './syncWorld.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());
afterEach(() => {
  world.bank.beforePage = () => {};
  world.bank.beforeBalances = () => {};
});

const rows: readonly BankRow[] = Array.from({ length: 25 }, (_, n) => ({ date: '2026-11-18', amountMinor: n }));

async function arrange(psu?: string): Promise<OpenAccount> {
  world.bank.pageSize = 10;
  const client = await world.connect();
  world.bank.rows.set(client.accounts[0]?.bankId ?? '', rows);
  if (psu !== undefined) await request(world, client, { psu });
  return open(world, client, psu === undefined ? 'nightly' : 'manual');
}

interface AuditedCall {
  readonly status: number | null;
  readonly request_id: string;
  readonly attended: boolean;
  readonly code?: string;
}

/** The calls of an account in the audit. */
const calls = ({ accountId }: OpenAccount) =>
  world.database.admin<{ action: string; actor: string; data: AuditedCall }>(
    `select action, actor, data from audit_entries where kind = 'bank_call' and subject_id = $1 order by id`,
    [accountId],
  );
const fetch = (ref: OpenAccount) => world.run(world.steps.fetchPages, ref);
const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);

describe('contract 3.3 every call to the bank is in the audit', () => {
  test('one for each page, with what the bank’s support asks for', async () => {
    const ref = await arrange();
    await fetch(ref);
    const call = { status: 200, duration_ms: 1, request_id: uuid, attended: false, at: '2026-11-20T09:00:00.000Z' };
    expect(await calls(ref)).toEqual(
      Array.from({ length: 3 }, () => ({ action: 'transactions', actor: 'bank', data: call })),
    );
    expect(new Set((await calls(ref)).map(({ data }) => data.request_id)).size).toBe(3);
  });

  test('whether a person stood behind it', async () => {
    const ref = await arrange('203.0.113.7');
    await fetch(ref);
    expect((await calls(ref)).map(({ data }) => data.attended)).toEqual([true, true, true]);
  });

  test('calls that failed, each try, and the one that ended the step', async () => {
    const ref = await arrange();
    let tries = 0;
    world.bank.beforePage = ({ cursor }) => {
      if (cursor !== '10') return;
      tries += 1;
      throw tries === 1
        ? bankError('page_unreadable', { status: 200, bankCode: 'NOT_JSON' })
        : bankError('bank_unavailable', { status: 503 });
    };
    await expect(fetch(ref)).rejects.toMatchObject({ code: 'bank_unavailable' });
    const told = (await calls(ref)).map(({ data }) => `${data.status} ${data.code ?? 'ok'}`);
    expect(told.toSorted()).toEqual(['200 ok', '200 page_unreadable', '503 bank_unavailable']);
  });

  test('D-1 a call whose page was not staged, as another attempt has begun', async () => {
    const ref = await arrange();
    world.bank.beforePage = async () => {
      world.bank.beforePage = () => {};
      await fetch(ref);
    };
    await expect(fetch(ref)).rejects.toMatchObject({ code: 'changed_meanwhile' });
    expect(await calls(ref)).toHaveLength(4);
  });

  test('B-14 no number of an account, address or secret', async () => {
    const ref = await arrange('203.0.113.7');
    await fetch(ref);
    const [account] = await world.database.admin<{ bank_account_id: string }>(
      'select bank_account_id from bank_accounts where id = $1',
      [ref.accountId],
    );
    const text = JSON.stringify(await calls(ref));
    for (const secret of [account?.bank_account_id ?? 'none', '203.0.113.7', 'access-', '/'])
      expect(text).not.toContain(secret);
  });
});

describe('F1 the failpoints of a page', () => {
  const inOrder = [
    'stage.before_call',
    'stage.after_call',
    'stage.in_transaction',
    'stage.before_commit',
    'stage.after_commit',
    'stage.before_report',
  ];

  test('each is passed, in this order', async () => {
    const ref = await arrange();
    world.bank.pageSize = 50;
    const passed: string[] = [];
    await world.run(world.stepsWith((name) => passed.push(name)).fetchPages, ref);
    expect(passed).toEqual(inOrder);
  });

  test.each(inOrder)('I7 dead at %s: the ledger is as it was, and the next attempt reads the rest', async (where) => {
    const ref = await arrange();
    let passed = 0;
    const dying = world.stepsWith((name) => {
      if (name === where) passed += 1;
      if (passed === (where === 'stage.before_report' ? 1 : 2)) throw new Error('killed');
    });
    await expect(world.run(dying.fetchPages, ref)).rejects.toThrow('killed');
    expect(await ledgerOf(world, ref.accountId)).toEqual([]);
    expect(await fetch(ref)).toEqual({ kind: 'staged', pages: 3, rows: 25 });
    const pages = await world.database.admin(`select page_no from sync_pages where run_id = $1 order by page_no`, [
      ref.runId,
    ]);
    expect(pages).toEqual([{ page_no: 1 }, { page_no: 2 }, { page_no: 3 }]);
  });
});
