import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { temporaryFolder } from '../integration/local/temporaryFolder.ts';
import { createCaller } from './caller.ts';
import { accepted, syncNow } from './connectAccount.ts';
import { exportAll, readableText } from './histories.ts';
import { storedSum } from './readTables.ts';
import { until } from './until.ts';
import { useWorld } from './useWorld.ts';

// All of it in profile `consent`, over https with a client certificate, to a bank that knows nobody else.
const folder = await temporaryFolder();
afterAll(() => rm(folder, { recursive: true, force: true }));
const world = useWorld({
  simulator: { tls: { folder } },
  environment: { DNB_PROFILE: 'consent' },
});

const person = { 'psu-ip-address': '203.0.113.9' };
const startedShape = z.object({ authorization_url: z.url(), state: z.string(), connection_id: z.uuid() });
const callbackShape = z.object({
  connection_id: z.uuid(),
  code: z.string(),
  accounts: z.array(z.object({ accountId: z.string() })),
});
const connectionShape = z.object({
  status: z.string(),
  status_reason: z.string().nullable(),
  consent_expires_at: z.string().nullable(),
});

interface Walk {
  readonly clientId: string;
  readonly connectionId: string;
  readonly state: string;
  readonly page: string;
}

async function begin(body: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<Walk> {
  const clientId = typeof body['client_id'] === 'string' ? body['client_id'] : randomUUID();
  const started = accepted(
    startedShape,
    await world().erp.call('POST', '/api/dnb/oauth/initiate', { headers, body: { ...body, client_id: clientId } }),
  );
  return { clientId, connectionId: started.connection_id, state: started.state, page: started.authorization_url };
}

/** Plays the person; the query of the way back, null where there is none. */
async function decide(page: string, decision: 'grant' | 'deny', accounts?: readonly string[]) {
  const control = createCaller(world().bank.url);
  const answer = await control.call('POST', '/control/authorize', {
    body: { authorization_url: page, decision, ...(accounts === undefined ? {} : { accounts }) },
  });
  await control.close();
  const { redirect_url } = accepted(z.object({ redirect_url: z.string().nullable() }), answer);
  return redirect_url === null ? null : new URL(redirect_url).searchParams;
}

const comeBack = (query: URLSearchParams | null) =>
  world().erp.call('GET', `/api/dnb/oauth/callback?${query?.toString() ?? ''}`, {
    headers: { accept: 'application/json' },
  });

const connectionOf = async (connectionId: string) =>
  accepted(connectionShape, await world().erp.call('GET', `/api/dnb/connections/${connectionId}`));

const consentsOf = async (account: string): Promise<readonly string[]> =>
  (await world().bank.consents(account)).map(({ status }) => status);

async function connect(options: { readonly owner?: string; readonly psuId?: string; readonly clientId?: string } = {}) {
  const { owner, psuId, clientId } = options;
  const account = await world().bank.openAccount({ rows: 60, days: 80, ...(owner === undefined ? {} : { owner }) });
  const walk = await begin(
    { ...(psuId === undefined ? {} : { psu_id: psuId }), ...(clientId === undefined ? {} : { client_id: clientId }) },
    person,
  );
  const { code } = accepted(callbackShape, await comeBack(await decide(walk.page, 'grant', [account])));
  const answer = await world().erp.call('POST', '/api/dnb/connect', {
    headers: person,
    body: { client_id: walk.clientId, code, state: walk.state, account_id: account },
  });
  return { ...walk, account, code, answer };
}

describe('the main job in profile `consent`', () => {
  test('from the bank’s page to imported rows; a second sync alone; a revoke that ends the consent', async () => {
    const psuId = '31125459199';
    await world().bank.forgetRequests();
    const { clientId, connectionId, account, state, code, answer } = await connect({ owner: psuId, psuId });
    expect(answer).toMatchObject({
      status: 200,
      body: { connection_id: connectionId, initial_sync: { fetched: 60, new: 60, duplicates: 0, errors: 0 } },
    });
    expect(await storedSum(world(), connectionId)).toEqual(await world().bank.truth(account));

    const attended = await world().bank.allRequests();
    const ofEngine = attended.filter(({ endpoint }) => !['sca', 'authorize'].includes(endpoint));
    expect(ofEngine.map(({ endpoint }) => endpoint)).toEqual(
      expect.arrayContaining(['consents', 'accounts', 'transactions']),
    );
    // PSU-IP-Address if and only if a person is there; and nothing of the other profile.
    expect(ofEngine.filter(({ headers }) => headers['psu-ip-address'] !== person['psu-ip-address'])).toEqual([]);
    expect(ofEngine.filter(({ headers }) => 'authorization' in headers || 'x-api-key' in headers)).toEqual([]);
    expect(ofEngine.filter(({ headers }) => 'psu-id' in headers)).toHaveLength(1); // where the consent is made

    // the code is of our making, the bank never saw it; it may be presented again.
    const again = await world().erp.call('POST', '/api/dnb/oauth/accounts', {
      body: { client_id: clientId, code, state },
    });
    expect(again).toMatchObject({ status: 200, body: { accounts: [{ accountId: account }] } });

    await world().bank.forgetRequests();
    await world().bank.book(account, { amount: '499.50', kid: '12345678903', text: 'Giro, Kunde As' });
    expect(await syncNow(world(), connectionId)).toMatchObject({ sync_result: { new: 1, errors: 0 } });
    const alone = await world().bank.allRequests();
    expect(alone.length).toBeGreaterThan(0);
    expect(alone.filter(({ headers }) => Object.keys(headers).some((name) => name.startsWith('psu-')))).toEqual([]);

    expect(await consentsOf(account)).toEqual(['valid']);
    expect(await world().erp.call('DELETE', `/api/dnb/connections/${connectionId}`)).toMatchObject({
      status: 200,
      body: { confirmed_at_bank: true },
    });
    expect(await consentsOf(account)).toEqual(['terminatedByTpp']);
    expect(await world().erp.call('POST', '/api/dnb/sync', { body: { connection_id: connectionId } })).toMatchObject({
      status: 409,
      body: { code: 'revoked' },
    });
  });

  test('a person who refuses: access_denied, whatever the query says, and the attempt is over', async () => {
    const walk = await begin();
    const query = await decide(walk.page, 'deny');
    query?.set('code', 'from-somebody-else');
    expect(await comeBack(query)).toMatchObject({ status: 403, body: { code: 'access_denied' } });
    expect(await connectionOf(walk.connectionId)).toMatchObject({ status: 'abandoned' });
  });

  test('a code that somebody puts into the query proves nothing', async () => {
    const account = await world().bank.openAccount({ rows: 1 });
    const walk = await begin();
    const query = await decide(walk.page, 'grant', [account]);
    query?.set('code', 'from-somebody-else');
    accepted(callbackShape, await comeBack(query));
    const body = { client_id: walk.clientId, code: 'from-somebody-else', state: walk.state, account_id: account };
    expect(await world().erp.call('POST', '/api/dnb/connect', { body })).toMatchObject({
      status: 403,
      body: { code: 'code_mismatch' },
    });
  });

  test.each(['123', '3112545391', 'T766881', '31125453913 '])('a psu_id that is none: %s', async (psu_id) => {
    const body = { client_id: randomUUID(), psu_id };
    expect(await world().erp.call('POST', '/api/dnb/oauth/initiate', { body })).toMatchObject({ status: 422 });
  });

  test('a psu_id without accounts at the bank: the caller is told so', async () => {
    const body = { client_id: randomUUID(), psu_id: '31125400000' };
    expect(await world().erp.call('POST', '/api/dnb/oauth/initiate', { body })).toMatchObject({
      status: 422,
      body: { code: 'no_account_at_bank' },
    });
  });
});

describe('consent.redirect-lies: the consent’s own status decides', () => {
  test.each<[string, number, string]>([
    ['rejected', 403, 'access_denied'],
    ['unfinished', 502, 'bank_unavailable'],
  ])('%s', async (form, status, code) => {
    await world().bank.switchOn({ name: 'consent.redirect-lies', form });
    const account = await world().bank.openAccount({ rows: 1 });
    const walk = await begin();
    const query = await decide(walk.page, 'grant', [account]);
    await world().bank.switchOff();
    expect(await comeBack(query)).toMatchObject({ status, body: { code } });
    expect(await connectionOf(walk.connectionId)).toMatchObject({ status: 'abandoned' });
    const revoked = () => world().bank.requests('consents');
    // What was asked for is not left waiting at the bank.
    await until('the consent is ended', async () => (await revoked()).some(({ status: at }) => at === 204) || null);
  });

  test('sent back to the address of a refusal although it is valid: connected', async () => {
    await world().bank.switchOn({ name: 'consent.redirect-lies', form: 'refused' });
    const { answer } = await connect();
    await world().bank.switchOff();
    expect(answer).toMatchObject({ status: 200, body: { initial_sync: { new: 60 } } });
  });

  test('nobody is sent back: nothing is connected, and the person can begin anew', async () => {
    await world().bank.switchOn({ name: 'consent.redirect-lies', form: 'never' });
    const account = await world().bank.openAccount({ rows: 1 });
    const walk = await begin();
    expect(await decide(walk.page, 'grant', [account])).toBeNull();
    await world().bank.switchOff();
    expect(await connectionOf(walk.connectionId)).toMatchObject({ status: 'awaiting_auth' });
  });
});

describe('the end of a consent', () => {
  test('consent.shortened: the day that the bank gives counts, not the one that was asked for', async () => {
    await world().bank.switchOn({ name: 'consent.shortened', days: 40 });
    const { connectionId } = await connect();
    await world().bank.switchOff();
    const { consent_expires_at } = await connectionOf(connectionId);
    const days = (Date.parse(consent_expires_at ?? '') - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(39);
    expect(days).toBeLessThan(41.1);
  });

  test.each(['consent.revoked', 'consent.expired'])('%s in mid-run: rows stay, the person is asked', async (name) => {
    const { connectionId, account } = await connect();
    const before = await storedSum(world(), connectionId);
    await world().bank.switchOn({ name, endpoint: 'transactions', account });
    const answer = await world().erp.call('POST', '/api/dnb/sync', { body: { connection_id: connectionId } });
    await world().bank.switchOff();
    const code = name === 'consent.revoked' ? 'consent_revoked' : 'consent_expired';
    expect(answer).toMatchObject({ status: 409, body: { code: 'needs_reconsent', act: 'user' } });
    await until('the connection asks for a new consent', async () => {
      const { status, status_reason } = await connectionOf(connectionId);
      return status === 'needs_reconsent' && status_reason === code ? true : null;
    });
    expect(await storedSum(world(), connectionId)).toEqual(before);
  });

  test('bank 0.2 a second consent of the same person ends the first one at the bank, and connect says so', async () => {
    const owner = '31125461118';
    const first = await connect({ owner });
    const second = await connect({ owner, clientId: first.clientId });
    expect(second.answer).toMatchObject({ status: 200, body: { superseded: [first.connectionId] } });
    expect(await connectionOf(first.connectionId)).toMatchObject({
      status: 'needs_reconsent',
      status_reason: 'consent_superseded',
    });
    expect(await consentsOf(first.account)).toEqual(['expired']);
    expect((await connectionOf(second.connectionId)).status).toBe('active');
  });

  test('D-18 a renewal supersedes at the bank what it replaces here: same connection, no new row', async () => {
    const { clientId, connectionId, account } = await connect();
    const started = accepted(
      startedShape,
      await world().erp.call('POST', `/api/dnb/connections/${connectionId}/reconsent`, { body: {} }),
    );
    const { code } = accepted(
      callbackShape,
      await comeBack(await decide(started.authorization_url, 'grant', [account])),
    );
    const body = { client_id: clientId, code, state: started.state };
    expect(await world().erp.call('POST', '/api/dnb/connect', { body })).toMatchObject({
      status: 200,
      body: { connection_id: connectionId, initial_sync: { new: 0 } },
    });
    expect((await connectionOf(connectionId)).status).toBe('active');
    expect(await consentsOf(account)).toEqual(['expired', 'valid']);
  });
});

test('B-12, B-14 no Consent-ID, identity number, state or account number in histories and logs', async () => {
  const { seenSecrets, logText } = world();
  expect([...seenSecrets.keys()]).toEqual(
    expect.arrayContaining(['access token', 'account number', 'authorization URL', 'identity number', 'state']),
  );
  const histories = await exportAll(world());
  const places = [
    ...histories.map((history) => ({ place: `history of ${history.workflowId}`, text: readableText(history) })),
    { place: 'log', text: logText() },
  ];
  const leaks = places.flatMap(({ place, text }) =>
    [...seenSecrets].flatMap(([kind, values]) =>
      [...values].some((value) => text.includes(value)) ? [`${kind} in ${place}`] : [],
    ),
  );
  expect(leaks).toEqual([]);
});
