import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { addDays, bankToday } from '../../../src/domain/calendarDate.ts';
import { type ArrangedConnection, arrangeConnection, arrangeRun, arrangeRunAccount } from './arrange.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
let key: string;
let mine: ArrangedConnection;

beforeAll(async () => {
  api = await openTestApi({ inlineWaitMs: 1_500 });
  key = await api.keyFor('all');
});
afterAll(() => api.close());
beforeEach(async () => {
  mine = await arrangeConnection(api.database);
  api.engine.bells.length = 0;
  api.engine.whenRung = async () => {};
});

const sync = (body: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
  api.call('POST', '/api/dnb/sync', { key, body: { connection_id: mine.connectionId, ...body }, headers });

/** What a worker does: opens a run that ends so, and ties the waiting requests to it. */
const workerEnds = (run: Record<string, unknown>, part: Record<string, unknown> = {}): void => {
  api.engine.whenRung = async () => {
    const runId = await arrangeRun(api.database, mine, { finished_at: new Date(), ...run });
    await arrangeRunAccount(api.database, { ...mine, runId }, part);
    await api.database.admin('update sync_requests set run_id = $1 where connection_id = $2 and run_id is null', [
      runId,
      mine.connectionId,
    ]);
  };
};

const requests = () =>
  api.database.admin<Record<string, unknown>>(
    `select trigger, from_date::text, to_date::text, psu_ip_address, psu_user_agent, requested_by, run_id is not null as tied
     from sync_requests where connection_id = $1`,
    [mine.connectionId],
  );

const today = () => bankToday(api.clock.now(), 'Europe/Oslo');

describe('POST /api/dnb/sync', () => {
  const successes = [
    ['complete', null],
    ['complete_unverified', null],
    ['partial', 'pagination_loop'],
    ['cancelled', 'revoked'],
  ] as const;
  test.each(successes)('contract 3.1 a run that ended %s: 200 with its counts', async (status, error_code) => {
    workerEnds(
      {
        status,
        error_code,
        fetched: 9,
        new_rows: 5,
        duplicates: 3,
        errors: 1,
        window_from: '2026-01-01',
        window_to: today(),
      },
      { window_from: '2026-01-05', requested_from: '2025-12-31', achieved_from: '2026-01-07' },
    );
    const answer = await sync();
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 200,
      body: {
        success: true,
        sync_result: { fetched: 9, new: 5, duplicates: 3, errors: 1 },
        run_id: expect.any(String),
        status,
        empty_reason: null,
        history: { requested_from: '2025-12-31', achieved_from: '2026-01-07', attended: false },
        quota: { unattended_left_today: 4 },
      },
    });
    expect(api.engine.bells).toEqual([{ clientId: mine.clientId, connectionId: mine.connectionId, trigger: 'manual' }]);
  });

  const failures = [
    ['bank_unavailable', 502, 'bank_unavailable', 'bank', true],
    ['rate_limited_by_bank', 502, 'bank_unavailable', 'bank', true],
    ['consent_revoked', 409, 'needs_reconsent', 'user', false],
    ['rotation_lost', 409, 'needs_reconsent', 'user', false],
    ['decryption_failed', 503, 'needs_operator', 'operator', false],
    ['database_unavailable', 503, 'needs_operator', 'operator', false],
    ['a_code_of_later', 503, 'needs_operator', 'operator', false],
  ] as const;
  test.each(failures)('contract 3.1 failed by %s: %i %s', async (error_code, status, code, act, retryable) => {
    workerEnds({ status: 'failed', error_code });
    const answer = await sync();
    const [run] = await api.database.admin<{ id: string }>('select id from sync_runs where connection_id = $1', [
      mine.connectionId,
    ]);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ code, act, retryable, run_id: run?.id, reason: error_code, status });
  });

  const states = [
    ['awaiting_auth'],
    ['grant_pending'],
    ['needs_reconsent'],
    ['needs_operator'],
    ['revoking'],
    ['revoked'],
    ['abandoned'],
  ] as const;
  test.each(states)('contract 3.1 a connection that is %s: 409 with the state as code, no run', async (status) => {
    await api.database.admin('update bank_connections set connection_status = $1 where id = $2', [
      status,
      mine.connectionId,
    ]);
    const answer = await sync();
    expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status: 409, code: status });
    expect(answer.body['status']).toBe(409);
    expect(api.engine.bells).toEqual([]);
    expect(await requests()).toEqual([]);
  });

  test('D.2 a person who is present may retry where an operator must look; a timer may not', async () => {
    await api.database.admin(`update bank_connections set connection_status = 'needs_operator' where id = $1`, [
      mine.connectionId,
    ]);
    expect((await sync()).status).toBe(409);
    const answer = await sync({}, { 'PSU-IP-Address': '192.0.2.7', Prefer: 'respond-async' });
    expect(answer.status).toBe(202);
    expect(await requests()).toHaveLength(1);
  });

  test('design 2 a request that the run refuses ends early, by the state of the connection', async () => {
    api.engine.whenRung = async () => {
      await api.database.admin(`update bank_connections set connection_status = 'needs_reconsent' where id = $1`, [
        mine.connectionId,
      ]);
    };
    const startedAt = performance.now();
    const answer = await sync();
    expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status: 409, code: 'needs_reconsent' });
    expect(performance.now() - startedAt).toBeLessThan(1_400);
  });

  test('contract 3.1 a run that is not over in time: 202 running, and the request stays', async () => {
    workerEnds({ status: 'running', finished_at: null });
    const answer = await sync();
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 202,
      body: { success: true, status: 'running', run_id: expect.any(String) },
    });
  });

  test('contract 3.1 Prefer: respond-async: 202 with the run, without waiting for its end', async () => {
    workerEnds({ status: 'running', finished_at: null });
    const startedAt = performance.now();
    const answer = await sync({}, { Prefer: 'respond-async' });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(answer.body).toEqual({ success: true, status: 'running', run_id: expect.any(String) });
  });

  test('contract 3.1 nobody works: 202 running without a run', async () => {
    const answer = await sync();
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 202,
      body: { success: true, status: 'running', run_id: null },
    });
    expect(await requests()).toHaveLength(1);
  });

  test('contract 3.1 a run that the quota parks: 202 parked with retry_at', async () => {
    workerEnds({ status: 'parked', finished_at: null, retry_at: '2027-01-02T03:04:05Z' });
    const answer = await sync();
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 202,
      body: { success: true, status: 'parked', run_id: expect.any(String), retry_at: '2027-01-02T03:04:05.000Z' },
    });
  });

  test('contract 3.1 a connection that is parked meanwhile: 202 parked for whom nobody is present', async () => {
    let parked = '';
    api.engine.whenRung = async () => {
      parked = await arrangeRun(api.database, mine, { status: 'parked', retry_at: '2999-01-01T00:00:00Z' });
    };
    const answer = await sync();
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 202,
      body: { success: true, status: 'parked', run_id: parked, retry_at: '2999-01-01T00:00:00.000Z' },
    });
  });

  describe('a parked connection', () => {
    let parked: string;
    const park = async (retryAt: Date): Promise<void> => {
      parked = await arrangeRun(api.database, mine, { status: 'parked', retry_at: retryAt });
    };

    test('contract 3.1 nobody present: 202 parked, nothing starts', async () => {
      await park(new Date(Date.now() + 3_600_000));
      const answer = await sync();
      expect({ status: answer.status, body: answer.body }).toMatchObject({
        status: 202,
        body: { status: 'parked', run_id: parked, retry_at: expect.any(String) },
      });
      expect(api.engine.bells).toEqual([]);
      expect(await requests()).toEqual([]);
    });

    test('contract 3.1 a person present: it goes on at once', async () => {
      await park(new Date(Date.now() + 3_600_000));
      api.engine.whenRung = async () => {
        await api.database.admin(
          `with adopted as (update sync_runs set status = 'complete', attended = true, finished_at = now()
                            where id = $1 returning id)
           update sync_requests set run_id = (select id from adopted) where connection_id = $2`,
          [parked, mine.connectionId],
        );
      };
      const answer = await sync(
        {},
        { 'PSU-IP-Address': '192.0.2.7', 'PSU-User-Agent': 'Browser', 'Kontosync-User': 'u1' },
      );
      expect(answer.body).toMatchObject({ status: 'complete', run_id: parked, history: { attended: true } });
      expect(await requests()).toEqual([
        {
          trigger: 'manual',
          from_date: null,
          to_date: null,
          psu_ip_address: '192.0.2.7',
          psu_user_agent: 'Browser',
          requested_by: 'u1',
          tied: true,
        },
      ]);
      expect(JSON.stringify(api.engine.bells)).not.toContain('192.0.2.7'); // B-12
    });

    test('design 2 its time has come: it is asked for', async () => {
      await park(new Date(Date.now() - 1_000));
      await sync({}, { Prefer: 'respond-async' });
      expect(api.engine.bells).toHaveLength(1);
    });
  });

  describe('dates (C-11)', () => {
    const wrong: readonly (readonly [string, () => Record<string, string>, string, string])[] = [
      ['from after to', () => ({ from_date: '2026-02-02', to_date: '2026-02-01' }), 'invalid_request', 'from_date'],
      ['to is to come', () => ({ to_date: addDays(today(), 1) }), 'invalid_request', 'to_date'],
      ['from is to come', () => ({ from_date: addDays(today(), 1) }), 'invalid_request', 'from_date'],
      ['no such day', () => ({ from_date: '2026-02-30' }), 'invalid_request', 'from_date'],
      ['longer than it gives', () => ({ from_date: addDays(today(), -396) }), 'window_not_allowed', 'from_date'],
    ];
    test.each(wrong)('C-11 %s: 422', async (_name, dates, code, path) => {
      const { status, body } = await sync(dates());
      expect({ status, code: body['code'], errors: body['errors'] }).toEqual({
        status: 422,
        code,
        errors: [{ path, message: expect.any(String) }],
      });
      expect(await requests()).toEqual([]);
    });

    test('C-11 taken in as they are, the longest span included', async () => {
      workerEnds({ status: 'complete', empty_reason: 'all_duplicates' });
      const from = addDays(today(), -395);
      const { body } = await sync({ from_date: from, to_date: today() });
      expect(body).toMatchObject({ empty_reason: 'all_duplicates', history: { requested_from: from } });
      expect(await requests()).toMatchObject([{ from_date: from, to_date: today() }]);
    });
  });

  test('E-10 the engine out of reach: 503 soon, the request stays for the coordinator', async () => {
    api.engine.reachable = false;
    try {
      const { status, body } = await sync();
      expect({ status, code: body['code'] }).toEqual({ status: 503, code: 'engine_unavailable' });
      expect(await requests()).toMatchObject([{ tied: false }]);
    } finally {
      api.engine.reachable = true;
    }
  });
});
