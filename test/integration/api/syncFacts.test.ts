/** What a finished sync says beside its counts: how far back it read, and what is left of the day's reads. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { addDays, bankToday } from '../../../src/domain/calendarDate.ts';
import {
  type ArrangedConnection,
  arrangeAccount,
  arrangeConnection,
  arrangeRows,
  arrangeRun,
  arrangeRunAccount,
} from './arrange.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
let key: string;
let mine: ArrangedConnection;

beforeAll(async () => {
  api = await openTestApi();
  key = await api.keyFor('all');
});
afterAll(() => api.close());
beforeEach(async () => {
  mine = await arrangeConnection(api.database);
});

type Part = Readonly<Record<string, unknown>> & { readonly accountId: string };

/** What a worker does: a run with these parts ends, and has served the request. */
const syncOf = async (parts: readonly Part[]) => {
  api.engine.whenRung = async () => {
    const runId = await arrangeRun(api.database, mine, { finished_at: new Date() });
    for (const { accountId, ...columns } of parts)
      await arrangeRunAccount(api.database, { ...mine, runId, accountId }, columns);
    await api.database.admin('update sync_requests set run_id = $1 where connection_id = $2', [
      runId,
      mine.connectionId,
    ]);
  };
  return api.call('POST', '/api/dnb/sync', { key, body: { connection_id: mine.connectionId } });
};

/** `daysAgo` in the bank's calendar. */
interface Reads {
  readonly used: number;
  readonly endpoint?: string;
  readonly closed?: boolean;
  readonly daysAgo?: number;
}
const days: readonly (readonly [string, number, readonly Reads[]])[] = [
  ['none was read', 4, []],
  ['one today', 3, [{ used: 1 }]],
  ['more than the bank says it gives', 0, [{ used: 5 }]],
  ['the bank has closed the day', 0, [{ used: 1, closed: true }]],
  ['yesterday', 4, [{ used: 4, daysAgo: 1 }]],
  ['balances', 4, [{ used: 4, endpoint: 'balances' }]],
];
test.each(days)('D-12 the quota is of the account that has least: %s', async (_name, left, reads) => {
  const today = bankToday(api.clock.now(), 'Europe/Oslo');
  const rows = reads.map(({ used, endpoint = 'transactions', closed = false, daysAgo = 0 }) => ({
    used,
    endpoint,
    closed,
    bank_day: addDays(today, -daysAgo),
  }));
  await arrangeRows(api.database, 'unattended_bank_reads', mine, rows);
  await arrangeAccount(api.database, mine); // with all of its reads
  const { body } = await syncOf([{ accountId: mine.accountId }]);
  expect(body).toMatchObject({ quota: { unattended_left_today: left } });
});

test('contract 3.1 of several accounts the earliest that was wanted, and the earliest that was reached', async () => {
  const failed = await arrangeAccount(api.database, mine);
  const { body } = await syncOf([
    { accountId: mine.accountId, requested_from: '2025-11-01', window_from: '2026-01-01', achieved_from: '2026-01-02' },
    // Not merged: it has reached nothing.
    {
      accountId: failed,
      requested_from: '2025-12-01',
      window_from: '2025-12-01',
      state: 'partial',
      outcome: 'partial',
    },
  ]);
  expect(body['history']).toEqual({ requested_from: '2025-11-01', achieved_from: '2026-01-02', attended: false });
});

test('contract 3.1 a run from before the reach was kept has reached what it read', async () => {
  const { body } = await syncOf([{ accountId: mine.accountId, window_from: '2026-01-05' }]);
  expect(body['history']).toMatchObject({ achieved_from: '2026-01-05' });
});
