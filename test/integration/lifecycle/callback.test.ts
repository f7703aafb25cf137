import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Answer } from '../api/openTestApi.ts';
import { useApiWorld } from './apiWorld.ts';
import { bankError, drift, skatt } from './stubBank.ts';

const it = useApiWorld();
const invalidState = { status: 400, body: { code: 'invalid_state' } };

describe('POST /api/dnb/oauth/initiate', () => {
  test('A-2 a dump holds no usable state, verifier or URL; what the bank is sent is what the caller gets', async () => {
    const walk = await it.begin({ initiator_ref: 'session-1', psu_id: '31125453913' });
    const row = await it.attemptOf(walk);
    expect(row['state_hash']).toEqual(createHash('sha256').update(walk.state).digest());
    const dump = JSON.stringify(row);
    for (const secret of [walk.state, 'https://bank.test', 'session-1', '31125453913'])
      expect(dump).not.toContain(secret);
    expect(row['ciphertext']).toMatch(/^gAAAAA/);
    expect(row['url_ciphertext']).toMatch(/^gAAAAA/);
    expect(walk.state).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(it.api.logLines)).not.toContain('31125453913');
  });

  test('A-11 a return URL that nobody registered is refused, and nothing begins', async () => {
    const clientId = '00000000-0000-4000-8000-0000000000a1';
    const key = await it.api.keyFor([clientId]);
    const answer = await it.api.call('POST', '/api/dnb/oauth/initiate', {
      key,
      body: { client_id: clientId, return_url: 'https://evil.example/' },
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'return_url_not_allowed' } });
    expect(await it.api.database.admin('select 1 from bank_connections where client_id = $1', [clientId])).toEqual([]);
  });

  test('F4 without Temporal nothing begins', async () => {
    const clientId = '00000000-0000-4000-8000-0000000000a2';
    const key = await it.api.keyFor([clientId]);
    it.api.engine.reachable = false;
    const answer = await it.api.call('POST', '/api/dnb/oauth/initiate', { key, body: { client_id: clientId } });
    expect(answer).toMatchObject({ status: 503, body: { code: 'engine_unavailable' } });
    expect(await it.api.database.admin('select 1 from bank_connections where client_id = $1', [clientId])).toEqual([]);
  });

  test('C-4 a key for another client gets 404', async () => {
    const key = await it.api.keyFor(['00000000-0000-4000-8000-0000000000a3']);
    const body = { client_id: '00000000-0000-4000-8000-0000000000a4' };
    expect(await it.api.call('POST', '/api/dnb/oauth/initiate', { key, body })).toMatchObject({ status: 404 });
  });

  test('a bank that cannot be understood is told as such', async () => {
    it.world.bank.onAuthorizationUrl = () => Promise.reject(bankError('bank_contract_violation', { sent: false }));
    const clientId = '00000000-0000-4000-8000-0000000000a5';
    const key = await it.api.keyFor([clientId]);
    const answer = await it.api.call('POST', '/api/dnb/oauth/initiate', { key, body: { client_id: clientId } });
    expect(answer).toMatchObject({ status: 503, body: { code: 'bank_contract_violation' } });
  });
});

describe('GET /api/dnb/oauth/callback', () => {
  test('A-6 accounts for a machine; nothing of it may be kept', async () => {
    const walk = await it.begin();
    const answer = await it.callback({ state: walk.state, code: walk.code }, { accept: '*/*' });
    expect(answer.body).toEqual({
      success: true,
      accounts: [drift, skatt],
      next_step: 'POST /api/dnb/connect',
      connection_id: walk.connectionId,
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await it.attemptOf(walk)).toMatchObject({
      status: 'granted',
      ciphertext: null,
      code_ciphertext: null,
      url_ciphertext: null,
    });
    const logs = JSON.stringify(it.api.logLines);
    for (const secret of [walk.state, walk.code]) expect(logs).not.toContain(secret);
  });

  test('A-4 50 callbacks at once: one token request, 49 times one neutral answer', async () => {
    const walk = await it.begin();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => it.callback({ state: walk.state, code: walk.code })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(new Set(refused.map(({ status, body }) => `${status} ${String(body['code'])}`))).toEqual(
      new Set(['400 invalid_state']),
    );
    expect(it.world.bank.redeemed).toHaveLength(1);
  }, 20_000);

  test('A-4 1,000 forged states change no attempt', async () => {
    const walk = await it.begin();
    const before = await it.attemptOf(walk);
    const answers: Answer[] = [];
    for (let from = 0; from < 1_000; from += 50)
      answers.push(
        ...(await Promise.all(
          Array.from({ length: 50 }, (_, index) => it.callback({ state: `${walk.state}${from + index}`, code: 'x' })),
        )),
      );
    expect(answers).toHaveLength(1_000);
    for (const answer of answers) expect(answer).toMatchObject(invalidState);
    expect(answers[0]?.body['detail']).toContain(it.api.deps.settings.redirectUri);
    expect(await it.attemptOf(walk)).toEqual(before);
  });

  test.each(['state', 'code', 'iss'])('A-5 two values of %s are a 400', async (name) => {
    const walk = await it.begin();
    const query = new URLSearchParams({ state: walk.state, code: walk.code, iss: 'https://bank.test' });
    query.append(name, 'again');
    const answer = await it.callback(query.toString());
    expect(answer).toMatchObject({ status: 400, body: { code: 'duplicate_parameter' } });
    expect(await it.attemptOf(walk)).toMatchObject({ status: 'initiated' });
  });

  test.each([
    ['another issuer', { iss: 'https://evil.test' }, false, 400],
    ['no issuer where it is required', {}, true, 400],
    ['no issuer where it is not', {}, false, 200],
    ['the right issuer', { iss: 'https://bank.test' }, true, 200],
  ])('A-5 %s', async (_name, extra, required, status) => {
    it.world.bank.issuerName = { issuer: 'https://bank.test', required };
    const walk = await it.begin();
    const answer = await it.callback({ state: walk.state, code: walk.code, ...extra });
    expect(answer.status).toBe(status);
    expect(it.world.bank.redeemed).toHaveLength(status === 200 ? 1 : 0);
    expect((await it.attemptOf(walk))['status']).toBe(status === 200 ? 'granted' : 'initiated');
  });

  test('A-5 no state, and neither code nor error: nothing is used up', async () => {
    const walk = await it.begin();
    expect(await it.callback({ code: walk.code })).toMatchObject(invalidState);
    expect(await it.callback({ state: walk.state })).toMatchObject({ status: 422 });
    expect(await it.callback({ state: walk.state, code: walk.code })).toMatchObject({ status: 200 });
  });

  test.each([
    ['a second before its end', 1, 200],
    ['a second after it', -1, 403],
  ])('A-3 the attempt %s', async (_name, seconds, status) => {
    const walk = await it.begin();
    await it.api.database.admin(
      `update authorization_attempts set expires_at = now() + $1 * interval '1 second' where connection_id = $2`,
      [seconds, walk.connectionId],
    );
    const answer = await it.callback({ state: walk.state, code: walk.code });
    expect(answer.status).toBe(status);
    if (status !== 200) expect(answer.body['code']).toBe('attempt_expired');
  });

  test('the person refuses: the state is used up, the walk is over', async () => {
    const walk = await it.begin();
    const answer = await it.callback({ state: walk.state, error: 'access_denied', error_description: 'no' });
    expect(answer).toMatchObject({ status: 403, body: { code: 'access_denied' } });
    expect(await it.statusOf(walk)).toBe('abandoned');
    expect(await it.callback({ state: walk.state, code: walk.code })).toMatchObject(invalidState);
    expect(it.world.bank.redeemed).toHaveLength(0);
  });

  test('A-7 an answer that was lost is told as such', async () => {
    it.world.bank.onRedeem = () => Promise.reject(bankError('bank_unavailable'));
    const walk = await it.begin();
    const answer = await it.callback({ state: walk.state, code: walk.code });
    expect(answer).toMatchObject({ status: 409, body: { code: 'ambiguous_code_exchange' } });
  });

  test('F4 without Temporal the code is not used up', async () => {
    const walk = await it.begin();
    it.api.engine.reachable = false;
    expect(await it.callback({ state: walk.state, code: walk.code })).toMatchObject({ status: 503 });
    it.api.engine.reachable = true;
    expect(await it.callback({ state: walk.state, code: walk.code })).toMatchObject({ status: 200 });
  });
});

describe('A-11 a browser', () => {
  test('A-6 gets a page of its own when there is nowhere to go back to', async () => {
    const walk = await it.begin();
    const { response, text } = await it.browse({ state: walk.state, code: walk.code });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('cache-control')).toBe('no-store');
    for (const secret of [walk.code, walk.state, drift.accountId]) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/<script|src=|href=/);
  });

  test('A-6 gets a page for a wrong state too', async () => {
    const { response, text } = await it.browse({ state: 'forged', code: '<b>' });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(text).not.toContain('<b>');
  });

  test('A-11 is sent on with a code of ours, which connects; the bank’s does not', async () => {
    const walk = await it.begin({ return_url: 'http://localhost:3000/done?tab=1' });
    const { response } = await it.browse({ state: walk.state, code: walk.code });
    expect(response.status).toBe(303);
    const target = new URL(response.headers.get('location') ?? '');
    expect(`${target.origin}${target.pathname}`).toBe('http://localhost:3000/done');
    expect(target.searchParams.get('state')).toBe(walk.state);
    const ownCode = target.searchParams.get('code') ?? '';
    expect(ownCode).toMatch(/^[\w-]{43}$/);
    expect(await it.connect(walk)).toMatchObject({ status: 403, body: { code: 'code_mismatch' } });
    expect(await it.connect({ ...walk, code: ownCode })).toMatchObject({ status: 200 });
  });

  test('A-11 is sent on with the error, to the URL of initiate and no other', async () => {
    const walk = await it.begin({ return_url: 'http://localhost:3000/done' });
    const query = { state: walk.state, error: 'access_denied', return_url: 'http://localhost:9/evil' };
    const { response } = await it.browse(query);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`http://localhost:3000/done?state=${walk.state}&error=access_denied`);
  });
});
