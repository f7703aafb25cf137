import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type BankRow, bankError, generous, strict } from './memoryBank.ts';
import { ledgerOf, type OpenAccount, open, openSyncWorld, request, type SyncWorld } from './syncWorld.ts';

let world: SyncWorld;
beforeAll(async () => {
  world = await openSyncWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.bank.descriptor = strict;
});
afterEach(() => {
  world.bank.descriptor = generous;
  world.bank.pageSize = 50;
  world.bank.beforePage = () => {};
  world.bank.twist = (page) => page;
  world.bank.pageCalls.length = 0;
  world.setNow('2026-11-20T09:00:00Z');
});

const rows: readonly BankRow[] = [19, 18, 17, 16].flatMap((day) =>
  Array.from({ length: 3 }, (_, n) => ({ date: `2026-11-${day}`, amountMinor: n })),
);

/** A window that is staged, of which the merge has asked for dates: each from its own or an earlier one. */
async function arrange(
  dates: readonly (readonly [from: string, target: string])[],
  { psu }: { readonly psu?: string } = {},
): Promise<OpenAccount> {
  const client = await world.connect();
  world.bank.rows.set(client.accounts[0]?.bankId ?? '', rows);
  if (psu !== undefined) await request(world, client, { psu });
  const ref = await open(world, client, psu === undefined ? 'nightly' : 'manual');
  await world.run(world.steps.fetchPages, ref);
  for (const [index, [from, target]] of dates.entries())
    await world.database.admin(
      `insert into sync_rereads (client_id, run_id, account_id, read_no, from_date, target_date)
       values ($1, $2, $3, $4, $5, $6)`,
      [ref.clientId, ref.runId, ref.accountId, index + 1, from, target],
    );
  world.bank.pageCalls.length = 0;
  return ref;
}

const reread = (ref: OpenAccount) => world.run(world.steps.rereadDates, ref);
const states = async ({ runId }: OpenAccount) =>
  (
    await world.database.admin<{ state: string }>('select state from sync_rereads where run_id = $1 order by read_no', [
      runId,
    ])
  ).map(({ state }) => state);
const pages = ({ runId }: OpenAccount) =>
  world.database.admin(
    `select purpose, page_no, days -> 0 ->> 'date' as date, unreadable from sync_pages
     where run_id = $1 and purpose <> 'window' order by purpose, page_no`,
    [runId],
  );
const asked = () => world.bank.pageCalls.map(({ query: { from, to, cursor } }) => [from, to, cursor ?? null]);
const usedReads = async ({ accountId }: OpenAccount) => {
  const [day] = await world.database.admin<{ used: number }>(
    `select used from unattended_bank_reads where account_id = $1 and endpoint = 'transactions'`,
    [accountId],
  );
  return day?.used ?? 0;
};

describe('ledger 5 dates that are read alone', () => {
  test('each from its anchor to its own date, on pages of its own', async () => {
    world.bank.pageSize = 2;
    const ref = await arrange([
      ['2026-11-18', '2026-11-18'],
      ['2026-11-16', '2026-11-17'],
    ]);
    expect(await reread(ref)).toEqual({ kind: 'done', read: 2, refused: 0 });
    expect(asked()).toEqual([
      ['2026-11-18', '2026-11-18', null],
      ['2026-11-18', '2026-11-18', '2'],
      ['2026-11-16', '2026-11-17', null],
      ['2026-11-16', '2026-11-17', '2'],
      ['2026-11-16', '2026-11-17', '4'],
    ]);
    expect(await states(ref)).toEqual(['read', 'read']);
    expect(await pages(ref)).toMatchObject([
      { purpose: 'reread-1', page_no: 1, date: '2026-11-18' },
      { purpose: 'reread-1', page_no: 2, date: '2026-11-18' },
      { purpose: 'reread-2', page_no: 1, date: '2026-11-17' },
      { purpose: 'reread-2', page_no: 2, date: '2026-11-17' },
      { purpose: 'reread-2', page_no: 3, date: '2026-11-16' },
    ]);
    // Called again after its answer was lost: the bank is not asked.
    world.bank.pageCalls.length = 0;
    expect(await reread(ref)).toEqual({ kind: 'done', read: 0, refused: 0 });
    expect(asked()).toEqual([]);
    expect(await ledgerOf(world, ref.accountId)).toEqual([]);
  });

  test('D-12 dates for which no read is left are refused: they wait for another run', async () => {
    const ref = await arrange([
      ['2026-11-19', '2026-11-19'],
      ['2026-11-18', '2026-11-18'],
      ['2026-11-17', '2026-11-17'],
    ]);
    expect(await reread(ref)).toEqual({ kind: 'done', read: 2, refused: 1 });
    expect(await states(ref)).toEqual(['read', 'read', 'refused']);
    expect(await usedReads(ref)).toBe(3); // the window's, and two
  });

  test('with a person present nothing is counted', async () => {
    const ref = await arrange(
      [19, 18, 17, 16].map((day) => [`2026-11-${day}`, `2026-11-${day}`] as const),
      { psu: '203.0.113.7' },
    );
    expect(await reread(ref)).toEqual({ kind: 'done', read: 4, refused: 0 });
    expect(await usedReads(ref)).toBe(0);
    expect(world.bank.pageCalls.every(({ psu }) => psu?.ipAddress === '203.0.113.7')).toBe(true);
  });

  test.each([
    ['the bank is in trouble', bankError('bank_unavailable', { status: 503 })],
    ['the page cannot be read', bankError('page_unreadable', { bankCode: 'NOT_JSON' })],
    ['the bank does not take the dates', bankError('bank_refuses_request', { status: 400 })],
    ['the bank asks to wait', bankError('rate_limited_by_bank', { status: 429, retryAfterMs: 60_000 })],
    ['the day is closed', bankError('quota_exhausted', { status: 429 })],
  ])('a date is given up where %s, and the others are read', async (_why, error) => {
    const ref = await arrange([
      ['2026-11-19', '2026-11-19'],
      ['2026-11-18', '2026-11-18'],
    ]);
    world.bank.beforePage = ({ to }) => {
      if (to === '2026-11-19') throw error;
    };
    expect(await reread(ref)).toMatchObject({ kind: 'done' });
    const others = error.code === 'quota_exhausted' || error.code === 'page_unreadable' ? 'refused' : 'read';
    expect(await states(ref)).toEqual(['refused', others]); // three tries, or a closed day, leave no read for it
  });

  test('D-15 a date whose pages go round in circles is given up', async () => {
    world.bank.pageSize = 2;
    const ref = await arrange([['2026-11-18', '2026-11-18']]);
    world.bank.twist = (page) => ({ ...page, nextCursor: '2' });
    expect(await reread(ref)).toEqual({ kind: 'done', read: 0, refused: 1 });
    expect(asked()).toHaveLength(2);
  });

  test('a page key that is lost costs the date, not the run', async () => {
    world.bank.pageSize = 2;
    const ref = await arrange([['2026-11-18', '2026-11-18']]);
    world.bank.beforePage = ({ cursor }) => {
      if (cursor !== undefined) throw bankError('account_gone', { status: 404 });
    };
    expect(await reread(ref)).toEqual({ kind: 'done', read: 0, refused: 1 });
  });

  test.each(['consent_revoked', 'bank_rejects_credentials', 'link_off_origin'] as const)(
    '%s concerns the whole connection: thrown',
    async (code) => {
      const ref = await arrange([['2026-11-18', '2026-11-18']]);
      world.bank.beforePage = () => {
        throw bankError(code, { sent: false });
      };
      await expect(reread(ref)).rejects.toMatchObject({ code });
      expect(await states(ref)).toEqual(['asked']);
    },
  );

  test('D-8 after 20 seconds the next step goes on where it was', async () => {
    world.bank.pageSize = 2;
    const ref = await arrange([
      ['2026-11-18', '2026-11-18'],
      ['2026-11-17', '2026-11-17'],
    ]);
    world.bank.beforePage = () => world.setNow('2026-11-20T09:00:21Z');
    expect(await reread(ref)).toEqual({ kind: 'more', read: 0, refused: 0 });
    world.bank.beforePage = () => {};
    expect(await reread(ref)).toEqual({ kind: 'done', read: 2, refused: 0 });
    expect(asked()).toEqual([
      ['2026-11-18', '2026-11-18', null],
      ['2026-11-18', '2026-11-18', '2'],
      ['2026-11-17', '2026-11-17', null],
      ['2026-11-17', '2026-11-17', '2'],
    ]);
    expect(await usedReads(ref)).toBe(3);
  });

  test('an unreadable entry of a short date is no change of format', async () => {
    const ref = await arrange([['2026-11-18', '2026-11-18']]);
    const [bankId] = [...world.bank.rows.keys()].slice(-1);
    world.bank.rows.set(bankId ?? '', [{ date: '2026-11-18', amountMinor: 1, unreadable: true }]);
    expect(await reread(ref)).toMatchObject({ read: 1 });
    expect(await pages(ref)).toMatchObject([{ unreadable: 1 }]);
  });
});

describe('D-3 the fence', () => {
  test('I19 an attempt that was overtaken writes nothing', async () => {
    const ref = await arrange([['2026-11-18', '2026-11-18']]);
    let overtaken = false;
    world.bank.beforePage = async () => {
      if (overtaken) return;
      overtaken = true;
      await reread(ref);
    };
    await expect(reread(ref)).rejects.toMatchObject({ code: 'changed_meanwhile' });
    expect(await states(ref)).toEqual(['read']);
    expect(await pages(ref)).toHaveLength(1);
  });

  test('a crash between pages: the next attempt goes on from the stored cursor', async () => {
    world.bank.pageSize = 2;
    const ref = await arrange([['2026-11-18', '2026-11-18']]);
    const dying = world.stepsWith((name) => {
      if (name === 'reread.after_commit') throw new Error('killed');
    });
    await expect(world.run(dying.rereadDates, ref)).rejects.toThrow('killed');
    expect(await reread(ref)).toEqual({ kind: 'done', read: 1, refused: 0 });
    expect(asked()).toHaveLength(2);
    expect(await usedReads(ref)).toBe(2);
  });

  test.each(['merged', 'partial', 'reading'])('a part that is %s has no date to read', async (state) => {
    const ref = await arrange([['2026-11-18', '2026-11-18']]);
    await world.database.admin('update sync_run_accounts set state = $2 where run_id = $1', [ref.runId, state]);
    expect(await reread(ref)).toEqual({ kind: 'done', read: 0, refused: 0 });
    expect(asked()).toEqual([]);
  });
});
