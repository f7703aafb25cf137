import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { EngineError } from '../../../src/temporal/engineError.ts';
import { eventually } from '../local/eventually.ts';
import { useApiWorld } from './apiWorld.ts';
import { bankError, drift, skatt } from './stubBank.ts';

const it = useApiWorld();
const firstRequests = (connectionId: string): Promise<unknown[]> =>
  it.api.database.admin('select psu_ip_address from sync_requests where connection_id = $1', [connectionId]);

const remove = (walk: { key: string; connectionId: string }) =>
  it.api.call('DELETE', `/api/dnb/connections/${walk.connectionId}`, { key: walk.key });

describe('POST /api/dnb/connect', () => {
  test('connects the account and tells of its first sync', async () => {
    const walk = await it.grant();
    const answer = await it.connect(walk, { account_number: 'NO93 8601 1117 947', account_name: 'Drift' });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        success: true,
        connection_id: walk.connectionId,
        initial_sync: { fetched: 3, new: 3, duplicates: 0, errors: 0 },
        status: 'complete',
        superseded: [],
        warnings: [],
      },
    });
    expect(await it.statusOf(walk)).toBe('active');
    expect(it.api.engine.bells).toMatchObject([{ trigger: 'first' }]);
  });

  test('A-8 20 at once: one connection, one first sync, one answer for all', async () => {
    const walk = await it.grant();
    const answers = await Promise.all(Array.from({ length: 20 }, () => it.connect(walk)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body['connection_id']))).toEqual(new Set([walk.connectionId]));
    expect(new Set(answers.map(({ body }) => body['run_id'])).size).toBe(1);
    expect(await firstRequests(walk.connectionId)).toHaveLength(1);
    const accounts = await it.api.database.admin('select 1 from bank_accounts where client_id = $1', [walk.clientId]);
    expect(accounts).toHaveLength(1);
    expect(await it.connect(walk)).toMatchObject({ status: 200, body: { run_id: answers[0]?.body['run_id'] } });
  }, 20_000);

  test('A-8 several accounts; a suspect number is a warning', async () => {
    const walk = await it.grant();
    const answer = await it.connect(walk, {
      account_id: undefined,
      account_ids: [drift.accountId, skatt.accountId],
      history_from: '2026-01-01',
      match_from: '2026-02-01',
    });
    expect(answer.status).toBe(200);
    expect(answer.body['warnings']).toHaveLength(1);
    expect(answer.body['history']).toMatchObject({ requested_from: '2026-01-01', attended: false });
    const rows = await it.api.database.admin(
      `select identity, history_from::text, match_from::text from bank_accounts where connection_id = $1 order by identity`,
      [walk.connectionId],
    );
    expect(rows).toEqual([
      { identity: '12345678901', history_from: '2026-01-01', match_from: '2026-02-01' },
      { identity: 'NO9386011117947', history_from: '2026-01-01', match_from: '2026-02-01' },
    ]);
  });

  test('A-8 of two choices at once one holds, and the other is not told that it does', async () => {
    const walk = await it.grant();
    const answers = await Promise.all([it.connect(walk), it.connect(walk, { account_id: skatt.accountId })]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)).toMatchObject({ body: { code: 'changed_meanwhile' } });
  });

  test('D-19 the person at initiate is present in the first sync, unless connect names another', async () => {
    const walk = await it.begin({}, { 'PSU-IP-Address': '192.0.2.7' });
    await it.callback({ state: walk.state, code: walk.code });
    await it.connect(walk);
    expect(await firstRequests(walk.connectionId)).toEqual([{ psu_ip_address: '192.0.2.7' }]);
    expect(it.world.bank.listings.map(({ psu }) => psu?.ipAddress)).toEqual(['192.0.2.7']);
  });

  test('a first sync that takes long is 202, and so is one without Temporal', async () => {
    it.api.engine.whenRung = async () => {};
    const slow = await it.grant();
    const answer = await it.api.call('POST', '/api/dnb/connect', {
      key: slow.key,
      headers: { prefer: 'respond-async' },
      body: { client_id: slow.clientId, state: slow.state, code: slow.code, account_id: drift.accountId },
    });
    expect(answer).toMatchObject({ status: 202, body: { status: 'running', connection_id: slow.connectionId } });

    const lonely = await it.grant();
    const { requestSync } = it.api.engine;
    it.api.engine.requestSync = () => Promise.reject(new EngineError('engine_unavailable'));
    const unserved = await it.connect(lonely);
    it.api.engine.requestSync = requestSync;
    expect(unserved).toMatchObject({ status: 202, body: { status: 'running', run_id: null } });
    expect(await it.statusOf(lonely)).toBe('active');
  });

  test.each([
    ['an account that the bank did not list', { account_id: 'other' }, 422, 'unknown_account'],
    ['another number', { account_number: '12345678901' }, 422, 'invalid_request'],
    ['another name', { account_name: 'Lønn' }, 422, 'invalid_request'],
    ['no account', { account_id: undefined }, 422, 'invalid_request'],
    ['a date to come', { history_from: '2999-01-01' }, 422, 'invalid_request'],
    ['an unknown member', { iban: 'NO93' }, 422, 'invalid_request'],
    ['an unknown state', { state: 'unknown' }, 404, 'not_found'],
    ['a wrong code', { code: 'wrong' }, 403, 'code_mismatch'],
  ])('A-8 refused: %s', async (_name, change, status, code) => {
    const walk = await it.grant();
    expect(await it.connect(walk, change)).toMatchObject({ status, body: { code } });
    expect(await it.statusOf(walk)).toBe('grant_pending');
    expect(await it.connect(walk)).toMatchObject({ status: 200 });
  });

  test.each([
    ['before the person is back', 'initiated', 409, 'awaiting_auth'],
    ['when the pending grant is too old', 'granted', 403, 'attempt_expired'],
  ])('A-8 refused: %s', async (_name, status, httpStatus, code) => {
    const walk = status === 'granted' ? await it.grant() : await it.begin();
    await it.api.database.admin(
      `update authorization_attempts set grant_expires_at = now() - interval '1 second' where connection_id = $1`,
      [walk.connectionId],
    );
    expect(await it.connect(walk)).toMatchObject({ status: httpStatus, body: { code } });
  });

  test('A-3 a second before its end the pending grant is good', async () => {
    const walk = await it.grant();
    await it.api.database.admin(
      `update authorization_attempts set grant_expires_at = now() + interval '1 second' where connection_id = $1`,
      [walk.connectionId],
    );
    expect(await it.connect(walk)).toMatchObject({ status: 200 });
  });

  test('A-8 the third wrong code revokes the grant', async () => {
    const walk = await it.grant();
    for (const tried of ['one', 'two', 'three'])
      expect(await it.connect(walk, { code: tried })).toMatchObject({ status: 403, body: { code: 'code_mismatch' } });
    await eventually('revoked at the bank', () => it.world.bank.revoked.length === 1);
    await eventually('abandoned', async () => (await it.statusOf(walk)) === 'abandoned');
    expect(await it.connect(walk)).toMatchObject({ status: 403, body: { code: 'code_mismatch' } });
    expect((await it.auditsOf(walk)).filter((action) => action === 'oauth.wrong_code')).toHaveLength(3);
  });

  test("A-8 client B with A's state and code: 404, the grant is revoked, A's trail tells", async () => {
    const walk = await it.grant();
    const other = randomUUID();
    const key = await it.api.keyFor([other]);
    const foreign = await it.connect({ ...walk, clientId: other, key });
    const unknown = await it.connect({ ...walk, clientId: other, key, state: 'unknown' });
    expect(foreign.status).toBe(404);
    const { request_id: _a, instance: _b, ...body } = foreign.body;
    expect(unknown.body).toMatchObject(body);
    await eventually('revoked at the bank', () => it.world.bank.revoked.length === 1);
    await eventually('abandoned', async () => (await it.statusOf(walk)) === 'abandoned');
    expect(await it.auditsOf(walk)).toContain('oauth.cross_tenant_connect');
    expect(await it.connect(walk)).toMatchObject({ status: 409, body: { code: 'attempt_failed' } });
  });

  test('A-8 client B cannot harm what A has connected', async () => {
    const walk = await it.grant();
    await it.connect(walk);
    const other = randomUUID();
    expect(await it.connect({ ...walk, clientId: other, key: await it.api.keyFor([other]) })).toMatchObject({
      status: 404,
    });
    expect(await it.statusOf(walk)).toBe('active');
    expect(await it.connect(walk, { code: 'wrong' })).toMatchObject({ status: 403 });
    expect(it.world.bank.revoked).toHaveLength(0);
  });

  test('A-10 the initiator of initiate must come again', async () => {
    const walk = await it.grant({ initiator_ref: 'session-1' });
    for (const change of [{}, { initiator_ref: 'session-2' }])
      expect(await it.connect(walk, change)).toMatchObject({ status: 403, body: { code: 'initiator_mismatch' } });
    expect(await it.connect(walk, { initiator_ref: 'session-1' })).toMatchObject({ status: 200 });
    expect((await it.auditsOf(walk)).filter((action) => action === 'oauth.wrong_initiator')).toHaveLength(2);
  });
});

describe('POST /api/dnb/oauth/accounts', () => {
  test('gives the callback’s accounts, again and again, to whoever proves it', async () => {
    const walk = await it.grant();
    const ask = (change: Record<string, unknown> = {}) =>
      it.api.call('POST', '/api/dnb/oauth/accounts', {
        key: walk.key,
        body: { client_id: walk.clientId, code: walk.code, state: walk.state, ...change },
      });
    for (const _round of [1, 2]) expect(await ask()).toMatchObject({ status: 200, body: { accounts: [drift, skatt] } });
    expect(await ask({ code: 'wrong' })).toMatchObject({ status: 403 });
  });
});

describe('DELETE /api/dnb/connections/{id}', () => {
  test('A-21 confirmed by the bank; again: 200', async () => {
    const walk = await it.grant();
    await it.connect(walk);
    for (const _round of [1, 2])
      expect(await remove(walk)).toMatchObject({ status: 200, body: { success: true, confirmed_at_bank: true } });
    expect(await it.statusOf(walk)).toBe('revoked');
    expect(await it.connect(walk)).toMatchObject({ status: 409, body: { code: 'revoked' } });
  });

  test('A-21 a bank that is down: pending, and unusable already', async () => {
    const walk = await it.grant();
    await it.connect(walk);
    it.world.bank.onRevoke = () => Promise.reject(bankError('bank_unavailable', { status: 503 }));
    expect(await remove(walk)).toMatchObject({ status: 200, body: { confirmed_at_bank: 'pending' } });
    expect(await it.statusOf(walk)).toBe('revoking');
  });

  test('A-21 a walk that was given up has nothing at the bank', async () => {
    const walk = await it.begin();
    await it.callback({ state: walk.state, error: 'access_denied' });
    expect(await remove(walk)).toMatchObject({ status: 200, body: { confirmed_at_bank: true } });
  });

  test('C-4 foreign and unknown are one 404', async () => {
    const walk = await it.grant();
    const key = await it.api.keyFor([randomUUID()]);
    expect(await remove({ key, connectionId: walk.connectionId })).toMatchObject({ status: 404 });
    expect(await remove({ key, connectionId: randomUUID() })).toMatchObject({ status: 404 });
    expect(await it.statusOf(walk)).toBe('grant_pending');
  });
});
