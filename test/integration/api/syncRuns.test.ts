import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type ArrangedConnection, arrangeConnection, arrangeRun, arrangeRunAccount } from './arrange.ts';
import { itemsOf, openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await openTestApi();
  key = await api.keyFor('all');
});
afterAll(() => api.close());

describe('GET /api/v1/sync-runs', () => {
  let mine: ArrangedConnection;
  const runs: string[] = [];
  beforeAll(async () => {
    mine = await arrangeConnection(api.database);
    for (let count = 0; count < 5; count += 1)
      // Three of one microsecond: the id decides among them.
      runs.push(
        await arrangeRun(api.database, mine, {
          started_at: count < 3 ? '2026-11-01T03:00:00.123456Z' : `2026-11-0${count}T03:00:00Z`,
          status: count === 4 ? 'failed' : 'complete',
          error_code: count === 4 ? 'consent_expired' : null,
        }),
      );
  });

  test('C-14 newest first, each once', async () => {
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await api.call('GET', `/api/v1/sync-runs?connection_id=${mine.connectionId}&limit=2${cursor}`, {
        key,
      });
      const page = itemsOf(body['items'], { id: z.string() });
      seen.push(...page.map(({ id }) => id));
      if (typeof body['next_cursor'] !== 'string') break;
      cursor = `&cursor=${body['next_cursor']}`;
    }
    expect(seen).toEqual([runs[4], runs[3], ...runs.slice(0, 3).toSorted().toReversed()]);
  });

  test('contract 3.2 one run, with its parts, its error from the table and its link', async () => {
    const runId = runs[4] ?? '';
    await arrangeRunAccount(
      api.database,
      { ...mine, runId },
      {
        outcome: 'partial',
        state: 'partial',
        code: 'pagination_loop',
        fetched: 4,
        new_rows: 1,
        duplicates: 3,
        pages: 2,
        requested_from: '2025-12-01',
        withdrawn_rows: 2,
      },
    );
    const { status, body } = await api.call('GET', `/api/v1/sync-runs/${runId}`, { key });
    const [row] = await api.database.admin<{ temporal_run_id: string }>(
      'select temporal_run_id from sync_runs where id = $1',
      [runId],
    );
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        id: runId,
        connection_id: mine.connectionId,
        trigger: 'manual',
        status: 'failed',
        attended: false,
        window: null,
        counts: { fetched: 0, new: 0, duplicates: 0, errors: 0 },
        empty_reason: null,
        accounts: [
          {
            account_id: mine.accountId,
            window: { from: '2026-01-01', to: '2026-01-31' },
            requested_from: '2025-12-01',
            achieved_from: null,
            state: 'partial',
            outcome: 'partial',
            code: 'pagination_loop',
            pages: 2,
            counts: { fetched: 4, new: 1, duplicates: 3, errors: 0, withdrawn: 2 },
            error: expect.objectContaining({ code: 'pagination_loop', class: 'partial', act: 'operator' }),
          },
        ],
        retry_at: null,
        started_at: '2026-11-04T03:00:00.000Z',
        finished_at: null,
        error: {
          code: 'consent_expired',
          class: 'needs_reconsent',
          act: 'user',
          title: 'The consent has expired',
          hint: 'Let the person renew the consent.',
        },
        temporal: {
          workflow_id: `sync/${mine.connectionId}`,
          run_id: row?.temporal_run_id,
          url: `http://ui.test/sync%2F${mine.connectionId}/${row?.temporal_run_id}`,
        },
      },
    });
  });

  test('contract 3.2 by status', async () => {
    const { body } = await api.call('GET', `/api/v1/sync-runs?client_id=${mine.clientId}&status=failed`, { key });
    expect(body['items']).toEqual([expect.objectContaining({ id: runs[4] })]);
  });
});
