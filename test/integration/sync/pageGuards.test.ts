import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type BankRow, bankError } from './memoryBank.ts';
import { ledgerOf, type OpenAccount, open, openSyncWorld, request, runRow, type SyncWorld } from './syncWorld.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());
afterEach(() => {
  world.bank.pageSize = 50;
  world.bank.beforePage = () => {};
  world.bank.twist = (page) => page;
  world.bank.pageCalls.length = 0;
  world.setNow('2026-11-20T09:00:00Z');
});

const rowsOf = (count: number): readonly BankRow[] =>
  Array.from({ length: count }, (_, n) => ({ date: '2026-11-18', amountMinor: n }));

async function arrange(rows: readonly BankRow[], pageSize = 10) {
  world.bank.pageSize = pageSize;
  const client = await world.connect();
  world.bank.rows.set(client.accounts[0]?.bankId ?? '', rows);
  return client;
}

const partOf = async ({ runId, accountId }: OpenAccount) => {
  const [part] = await world.database.admin(
    `select state, code, cursor, pages, rows, restarts, window_from::text, requested_from::text
     from sync_run_accounts where run_id = $1 and account_id = $2`,
    [runId, accountId],
  );
  return part;
};
const pagesOf = ({ runId, accountId }: OpenAccount) =>
  world.database.admin<{ page_no: number; page_key: string; unreadable: number; days: unknown }>(
    'select page_no, page_key, unreadable, days from sync_pages where run_id = $1 and account_id = $2 order by page_no',
    [runId, accountId],
  );
const tasksOf = ({ accountId }: OpenAccount) =>
  world.database.admin(
    `select kind, status, closed_by, data,
            (select count(*)::int from outbox_events o where o.type = 'task.created' and o.data #>> '{ids,tasks,0}' = t.id::text) as told
     from tasks t where account_id = $1`,
    [accountId],
  );
const cursors = () => world.bank.pageCalls.map(({ query }) => query.cursor ?? null);
const fetch = (ref: OpenAccount) => world.run(world.steps.fetchPages, ref);

describe('D-15 pages that go round in circles', () => {
  test('Q08 nothing is merged, the cursor is kept, and an operator hears of it once', async () => {
    const client = await arrange(rowsOf(25));
    const ref = await open(world, client);
    world.bank.twist = (page) => ({ ...page, nextCursor: '10' });
    expect(await fetch(ref)).toEqual({ kind: 'partial', pages: 1, rows: 10, code: 'pagination_loop' });
    expect(await partOf(ref)).toMatchObject({ state: 'partial', code: 'pagination_loop', cursor: '10', pages: 1 });
    const { outcome } = await world.run(world.steps.finishRun, { ...ref, cancelled: false });
    expect(outcome).toBe('partial');
    expect(await runRow(world, ref.runId)).toMatchObject({ error_code: 'pagination_loop', fetched: 0 });
    expect(await ledgerOf(world, ref.accountId)).toEqual([]);

    // The next night it is the same: the same task.
    const next = await open(world, client);
    await fetch(next);
    await world.run(world.steps.finishRun, { ...next, cancelled: false });
    const data = { code: 'pagination_loop', pages: 1, window_from: '2026-08-23', window_to: '2026-11-20' };
    const task = { kind: 'pages_without_end', data, told: 1 };
    expect(await tasksOf(ref)).toEqual([{ ...task, status: 'open', closed_by: null }]);

    // Mended at the bank: the task goes by itself.
    world.bank.twist = (page) => page;
    expect(await fetch(await open(world, client))).toMatchObject({ kind: 'staged', pages: 3 });
    expect(await tasksOf(ref)).toEqual([{ ...task, status: 'closed', closed_by: 'workflow' }]);
  });

  test('Q08 a page that an earlier attempt has staged is known to the next one', async () => {
    const client = await arrange(rowsOf(45), 2);
    const ref = await open(world, client);
    expect(await fetch(ref)).toMatchObject({ kind: 'more', pages: 20 });
    world.bank.twist = ({ nextCursor }) => ({ pageKey: '/second?page', nextCursor });
    await world.database.admin(`update sync_pages set page_key = '/second?page' where run_id = $1 and page_no = 2`, [
      ref.runId,
    ]);
    expect(await fetch(ref)).toMatchObject({ kind: 'partial', pages: 20, code: 'pagination_loop' });
  });

  test('Q09 an empty page with a link is no end', async () => {
    const client = await arrange(rowsOf(25));
    const ref = await open(world, client);
    world.bank.twist = (page) => {
      if (page.nextCursor === '10') return { ...page, nextCursor: '1000' };
      return page.pageKey.endsWith('at=1000') ? { ...page, nextCursor: '10' } : page;
    };
    expect(await fetch(ref)).toMatchObject({ kind: 'staged', pages: 4, rows: 25 });
    expect(cursors()).toEqual([null, '1000', '10', '20']);
    expect(await pagesOf(ref)).toMatchObject([{}, { days: [], unreadable: 0 }, {}, {}]);
  });

  test('D-15 a page that stands still by its ids is noticed, though each has another key and link', async () => {
    const client = await arrange([{ date: '2026-11-18', amountMinor: 1, id: 'a-1' }]);
    const ref = await open(world, client);
    let asked = 0;
    world.bank.twist = () => {
      asked += 1;
      return { pageKey: `/page/${asked}`, nextCursor: '0'.repeat(asked + 1) };
    };
    expect(await fetch(ref)).toMatchObject({ kind: 'partial', pages: 3, code: 'pagination_loop' });
  });

  test('D-8 a circle that is longer than a step is noticed, though each of its pages has another key, link and body', async () => {
    const circle = Array.from({ length: 25 }, (_, n) => ({ date: '2026-11-18', amountMinor: n, id: `a-${n}` }));
    const client = await arrange([...circle, ...circle, ...circle], 1);
    const ref = await open(world, client);
    expect(await fetch(ref)).toMatchObject({ kind: 'more', pages: 20 });
    expect(await fetch(ref)).toMatchObject({ kind: 'partial', pages: 27, code: 'pagination_loop' });
  });

  test('D-14 a page beyond the ceiling is a failure, never an end', async () => {
    const client = await arrange(rowsOf(25));
    const ref = await open(world, client);
    world.bank.beforePage = ({ cursor }) => {
      if (cursor === '10') throw bankError('bank_unavailable', { status: 500 });
    };
    await expect(fetch(ref)).rejects.toMatchObject({ code: 'bank_unavailable' });
    // As if 998 more had followed the first.
    await world.database.admin(
      `with more as (
         insert into sync_pages (client_id, run_id, account_id, purpose, page_no, page_key, body_sha256, body, key_id,
                                 kdf_salt, kdf_iterations)
         select client_id, run_id, account_id, 'window', n, 'key-' || n, sha256(n::text::bytea), body, key_id,
                kdf_salt, kdf_iterations
         from sync_pages, generate_series(2, 999) as n where run_id = $1 and page_no = 1
       )
       update sync_run_accounts set pages = 999 where run_id = $1`,
      [ref.runId],
    );
    world.bank.beforePage = () => {};
    expect(await fetch(ref)).toMatchObject({ kind: 'partial', code: 'page_ceiling', pages: 999 });
    expect(await tasksOf(ref)).toMatchObject([{ kind: 'pages_without_end', data: { code: 'page_ceiling' } }]);
  });
});

test('Q10 a link that leaves the bank ends the run: nothing is merged', async () => {
  const client = await arrange(rowsOf(25));
  const ref = await open(world, client);
  // As the adapter refuses it before anything is sent.
  world.bank.beforePage = ({ cursor }) => {
    if (cursor !== undefined) throw bankError('link_off_origin', { sent: false });
  };
  await expect(fetch(ref)).rejects.toMatchObject({ code: 'link_off_origin' });
  expect(await partOf(ref)).toMatchObject({ state: 'reading', pages: 1 });
  const failure = { code: 'link_off_origin' };
  expect(await world.run(world.steps.finishRun, { ...ref, cancelled: false, failure })).toMatchObject({
    outcome: 'failed',
  });
  expect(await ledgerOf(world, ref.accountId)).toEqual([]);
});

const withUnreadable = (count: number): readonly BankRow[] =>
  rowsOf(10).map((row, index) => ({ ...row, ...(index < count ? { unreadable: true } : {}) }));

describe('D-16 pages that cannot be read', () => {
  test('a page that is broken twice is read at the third try', async () => {
    const client = await arrange(rowsOf(25));
    const ref = await open(world, client);
    let broken = 0;
    world.bank.beforePage = ({ cursor }) => {
      if (cursor !== '10' || broken === 2) return;
      broken += 1;
      throw bankError('page_unreadable', { bankCode: 'NOT_JSON' });
    };
    expect(await fetch(ref)).toMatchObject({ kind: 'staged', pages: 3, rows: 25 });
    expect(cursors()).toEqual([null, '10', '10', '10', '20']);
  });

  test('after the third try the part is partial, its pages and its cursor stay', async () => {
    const client = await arrange(rowsOf(25));
    const ref = await open(world, client);
    world.bank.beforePage = ({ cursor }) => {
      if (cursor === '10') throw bankError('page_unreadable', { bankCode: 'PAGE_SHAPE' });
    };
    expect(await fetch(ref)).toEqual({ kind: 'partial', pages: 1, rows: 10, code: 'page_unreadable' });
    expect(cursors()).toEqual([null, '10', '10', '10']);
    expect(await partOf(ref)).toMatchObject({ state: 'partial', code: 'page_unreadable', cursor: '10' });
    expect(await world.run(world.steps.finishRun, { ...ref, cancelled: false })).toMatchObject({ outcome: 'partial' });
    expect(await tasksOf(ref)).toEqual([]);
  });

  test('a fifth of a page may be unreadable: counted, and the dates of the others told', async () => {
    const client = await arrange(withUnreadable(2));
    const ref = await open(world, client);
    expect(await fetch(ref)).toMatchObject({ kind: 'staged', rows: 10 });
    expect(await pagesOf(ref)).toMatchObject([
      { unreadable: 2, days: [{ date: '2026-11-18', entries: 8, digest: expect.stringMatching(/^[0-9a-f]{64}$/) }] },
    ]);
  });

  test('more than a fifth: a change of format, nothing is staged', async () => {
    const client = await arrange(withUnreadable(3));
    const ref = await open(world, client);
    await expect(fetch(ref)).rejects.toMatchObject({ code: 'bank_contract_violation' });
    expect(await pagesOf(ref)).toEqual([]);
  });
});

const refusesBefore = (date: string) => {
  world.bank.beforePage = ({ from }) => {
    if (from < date) throw bankError('bank_refuses_request', { status: 400, bankCode: 'PERIOD_INVALID' });
  };
};

const askedFor = async (from: string, to?: string) => {
  const client = await arrange(rowsOf(5));
  await request(world, client, { psu: '203.0.113.7', from, ...(to === undefined ? {} : { to }) });
  return open(world, client, 'manual');
};

describe('bank E a period that the bank does not give', () => {
  test('the window shrinks once, and what was wanted is kept', async () => {
    const ref = await askedFor('2026-01-01');
    refusesBefore('2026-08-23');
    expect(await fetch(ref)).toMatchObject({ kind: 'staged', rows: 5 });
    expect(world.bank.pageCalls.map(({ query }) => query.from)).toEqual(['2026-01-01', '2026-08-23']);
    expect(await partOf(ref)).toMatchObject({ window_from: '2026-08-23', requested_from: '2026-01-01' });
  });

  test('once only: what is refused then is an operator’s', async () => {
    const ref = await askedFor('2026-01-01');
    refusesBefore('2026-11-01');
    await expect(fetch(ref)).rejects.toMatchObject({ code: 'bank_refuses_request' });
    expect(world.bank.pageCalls).toHaveLength(2);
  });

  test('dates that lie outside as a whole: partial, with the reason', async () => {
    const ref = await askedFor('2026-01-01', '2026-02-01');
    refusesBefore('2026-08-23');
    expect(await fetch(ref)).toMatchObject({ kind: 'partial', code: 'window_not_allowed' });
  });
});

const losesKey = (times: number) => {
  let lost = 0;
  world.bank.beforePage = ({ cursor }) => {
    if (cursor !== '20' || lost === times) return;
    lost += 1;
    throw bankError('bank_refuses_request', { status: 400, bankCode: 'FORMAT_ERROR' });
  };
};

describe('bank H a page key that the bank has lost', () => {
  test('the window is read again from page 1, and nothing of the first reading stays', async () => {
    const client = await arrange(rowsOf(25));
    const ref = await open(world, client);
    losesKey(1);
    // What the bank shows differs by then, and has fewer pages.
    world.bank.twist = (page) => {
      if (world.bank.pageCalls.length === 4) world.bank.rows.set(client.accounts[0]?.bankId ?? '', rowsOf(12));
      return page;
    };
    expect(await fetch(ref)).toMatchObject({ kind: 'staged', pages: 2, rows: 12 });
    expect(cursors()).toEqual([null, '10', '20', null, '10']);
    expect(await partOf(ref)).toMatchObject({ state: 'staged', restarts: 1, pages: 2, rows: 12 });
    expect(await pagesOf(ref)).toHaveLength(2);
  });

  test('D-7 twice at most, then the part is partial', async () => {
    const client = await arrange(rowsOf(25));
    const ref = await open(world, client);
    losesKey(99);
    expect(await fetch(ref)).toMatchObject({ kind: 'partial', code: 'page_unreadable', pages: 2 });
    expect(cursors()).toEqual([null, '10', '20', null, '10', '20', null, '10', '20']);
    expect(await partOf(ref)).toMatchObject({ restarts: 2 });
  });

  test('an account that is gone is no lost key', async () => {
    const client = await arrange(rowsOf(5));
    const ref = await open(world, client);
    world.bank.beforePage = () => {
      throw bankError('account_gone', { status: 404 });
    };
    await expect(fetch(ref)).rejects.toMatchObject({ code: 'account_gone' });
    expect(await partOf(ref)).toMatchObject({ restarts: 0 });
  });
});
