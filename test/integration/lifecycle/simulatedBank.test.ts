import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type RunningSimulator, startSimulator } from '../../../simulator/startSimulator.ts';
import { type ClosableBankPort, createDnbOauth2 } from '../../../src/bank/dnb/oauth2.ts';
import { simulatorCredentials } from '../../../src/config.ts';
import { arrangeRun } from '../api/arrange.ts';
import { openTestApi, type TestApi } from '../api/openTestApi.ts';
import { type EngineWorld, openEngineWorld } from './engineWorld.ts';

// The whole walk with the real adapter: HTTP to the API, the workflow, HTTP to the simulated bank.
let api: TestApi;
let world: EngineWorld;
let simulator: RunningSimulator;
let port: ClosableBankPort;
beforeAll(async () => {
  simulator = await startSimulator({ sendIssuer: true, accessTokenLifeSeconds: 300 });
  api = await openTestApi();
  port = createDnbOauth2(
    {
      ...simulatorCredentials,
      redirectUri: api.deps.settings.redirectUri,
      scope: api.deps.settings.scope,
      sandbox: true,
      baseUrl: simulator.url,
      tls: {},
    },
    { now: Date.now },
  );
  world = await openEngineWorld({ database: api.database, cipher: api.deps.cipher, keyring: api.deps.keyring, port });
  const { beginAuthorization, acceptCallback, confirmAccounts, revoke } = world.engine();
  Object.assign(api.engine, { beginAuthorization, acceptCallback, confirmAccounts, revoke });
});
afterAll(async () => {
  await world.close();
  await api.close();
  await port.close();
  await simulator.close();
});

const startedSchema = z.object({ authorization_url: z.string(), state: z.string(), connection_id: z.string() });
const accountsSchema = z.object({ accounts: z.array(z.looseObject({ accountId: z.string() })).min(1) });

async function walkToTheBank(): Promise<{ clientId: string; key: string; connectionId: string; back: URL }> {
  const clientId = randomUUID();
  const key = await api.keyFor([clientId]);
  const started = await api.call('POST', '/api/dnb/oauth/initiate', { key, body: { client_id: clientId } });
  expect(started).toMatchObject({ status: 200 });
  const { authorization_url, connection_id } = startedSchema.parse(started.body);
  const response = await fetch(`${simulator.url}/control/authorize`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ authorization_url, decision: 'grant' }),
  });
  const { redirect_url } = z.object({ redirect_url: z.string() }).parse(await response.json());
  return { clientId, key, connectionId: connection_id, back: new URL(redirect_url) };
}

test('initiate, bank, callback, connect, refresh, disconnect', async () => {
  const { clientId, key, connectionId, back } = await walkToTheBank();
  expect(back.searchParams.get('iss')).toBe(simulator.url); // A-5 is in force here
  const callback = await api.call('GET', `${back.pathname}${back.search}`);
  expect(callback).toMatchObject({ status: 200 });
  const [account] = accountsSchema.parse(callback.body).accounts;
  const connected = await api.call('POST', '/api/dnb/connect', {
    key,
    headers: { prefer: 'respond-async' },
    body: {
      client_id: clientId,
      code: back.searchParams.get('code'),
      state: back.searchParams.get('state'),
      account_id: account?.accountId,
    },
  });
  expect(connected).toMatchObject({ status: 202, body: { connection_id: connectionId } });

  // Five minutes of life are less than a run wants, and the bank rotates: each refresh uses the one before.
  const runId = await arrangeRun(api.database, { clientId, connectionId });
  const refreshAMinuteLater = async () => {
    await api.database.admin(
      `update bank_grants set updated_at = updated_at - interval '1 minute' where connection_id = $1`,
      [connectionId],
    );
    return world.steps.refreshGrant({ clientId, runId });
  };
  expect(await world.steps.refreshGrant({ clientId, runId })).toMatchObject({ version: 1 }); // made just now
  expect(await refreshAMinuteLater()).toMatchObject({ version: 2 });
  expect(await refreshAMinuteLater()).toMatchObject({ version: 3 });

  const deleted = await api.call('DELETE', `/api/dnb/connections/${connectionId}`, { key });
  expect(deleted).toMatchObject({ status: 200, body: { confirmed_at_bank: true } });
});

test('A-1 a wrong verifier ends the attempt, without a second try', async () => {
  const { connectionId, back } = await walkToTheBank();
  const { ciphertext, ...key } = await api.deps.cipher.encrypt({
    connectionId,
    kind: 'attempt',
    plaintext: JSON.stringify({ state: 'x', codeVerifier: 'a'.repeat(43) }),
  });
  // Its URL and code are sealed anew too, so that only the verifier is wrong.
  const [row] = await api.database.admin<{
    id: string;
    url_ciphertext: string;
    key_id: string;
    kdf_salt: Buffer;
    kdf_iterations: number;
  }>(
    'select id, url_ciphertext, key_id, kdf_salt, kdf_iterations from authorization_attempts where connection_id = $1',
    [connectionId],
  );
  if (row === undefined) throw new Error('no attempt');
  const url = await api.deps.cipher.decrypt({
    connectionId,
    kind: 'url',
    ciphertext: row.url_ciphertext,
    keyId: row.key_id,
    salt: row.kdf_salt,
    iterations: row.kdf_iterations,
  });
  const sealed = await api.deps.cipher.encrypt({ connectionId, kind: 'url', plaintext: url, salt: key.salt });
  await api.database.admin(
    'update authorization_attempts set ciphertext = $2, kdf_salt = $3, url_ciphertext = $4 where id = $1',
    [row.id, ciphertext, key.salt, sealed.ciphertext],
  );
  const answer = await api.call('GET', `${back.pathname}${back.search}`);
  expect(answer).toMatchObject({ status: 409, body: { code: 'attempt_failed' } });
  const [attempt] = await api.database.admin('select status, failure_code from authorization_attempts where id = $1', [
    row.id,
  ]);
  expect(attempt).toEqual({ status: 'failed', failure_code: 'attempt_failed' });
});
