import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createVerifyToken } from '../../../src/api/verifyToken.ts';
import { type ArrangedConnection, arrangeConnection } from './arrange.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

const issuer = 'https://id.example';
const audience = 'kontosync';

let jwks: Server;
let isUp = true;
let published: object[] = [];
let api: TestApi;
let signing: CryptoKey;
let mine: ArrangedConnection;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256');
  signing = pair.privateKey;
  published = [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }];
  jwks = createServer((_request, response) => {
    response.writeHead(isUp ? 200 : 500, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys: published }));
  });
  await new Promise<void>((resolve) => {
    jwks.listen(0, '127.0.0.1', resolve);
  });
  api = await openTestApi({ verifyToken: createVerifyToken(settings(), { now: () => Date.now() }) });
  mine = await arrangeConnection(api.database);
});
afterAll(async () => {
  await api.close();
  jwks.close();
});

function settings() {
  const address = jwks.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { issuer, audience, jwksUrl: `http://127.0.0.1:${address.port}/jwks` };
}

interface Given {
  readonly claims?: Record<string, unknown>;
  readonly issuer?: string;
  readonly audience?: string;
  readonly expires?: string | null;
  readonly key?: CryptoKey | Uint8Array;
  readonly alg?: string;
}
async function tokenOf(given: Given = {}): Promise<string> {
  const token = new SignJWT({ scope: 'connections:read', client_ids: [mine.clientId], ...given.claims })
    .setProtectedHeader({ alg: given.alg ?? 'ES256', kid: 'one' })
    .setIssuer(given.issuer ?? issuer)
    .setAudience(given.audience ?? audience)
    .setSubject('anna@erp.example');
  if (given.expires !== null) token.setExpirationTime(given.expires ?? '5m');
  return token.sign(given.key ?? signing);
}
const readWith = async (key: string, connectionId = mine.connectionId) => {
  const { status, body } = await api.call('GET', `/api/dnb/connections/${connectionId}`, { key });
  return { status, code: body['code'] };
};

describe('C-1 tokens of an issuer', () => {
  test('C-1 they act for their clients with their scopes, beside API keys', async () => {
    const token = await tokenOf();
    expect((await readWith(token)).status).toBe(200);
    expect((await readWith(await api.keyFor('all'))).status).toBe(200);
    expect((await readWith(token, (await arrangeConnection(api.database)).connectionId)).status).toBe(404);
    expect(await readWith(await tokenOf({ claims: { scope: 'sync:run' } }))).toEqual({
      status: 403,
      code: 'forbidden',
    });
    expect((await readWith(await tokenOf({ claims: { client_ids: [], all_clients: true } }))).status).toBe(200);
    expect((await readWith(await tokenOf({ claims: { client_ids: [] } }))).status).toBe(404);
  });

  test.each<[string, () => Promise<string>]>([
    ['another issuer', () => tokenOf({ issuer: 'https://evil.example' })],
    ['another audience', () => tokenOf({ audience: 'erp' })],
    ['expired', () => tokenOf({ expires: '-1m' })],
    ['without an end', () => tokenOf({ expires: null })],
    ['signed by somebody else', async () => tokenOf({ key: (await generateKeyPair('ES256')).privateKey })],
    [
      'signed with the public key as a secret',
      () => tokenOf({ alg: 'HS256', key: Buffer.from(JSON.stringify(published)) }),
    ],
    ['unsigned', async () => `eyJhbGciOiJub25lIn0.${(await tokenOf()).split('.')[1]}.x`],
    [
      'altered',
      async () =>
        (await tokenOf()).replace(
          /\.[^.]+\./,
          (part) => `.${Buffer.from('{"sub":"x"}').toString('base64url')}${part.slice(-1)}`,
        ),
    ],
    ['clients that are no UUIDs', () => tokenOf({ claims: { client_ids: ['*'] } })],
  ])('C-1 %s: 401', async (_name, make) => {
    expect(await readWith(await make())).toEqual({ status: 401, code: 'unauthorized' });
  });

  test('B-13 who it is stands in no log line', async () => {
    await readWith(await tokenOf());
    const log = JSON.stringify(api.logLines);
    expect(log).not.toContain('anna@erp.example');
    expect(log).toMatch(/"principal":"jwt-[0-9a-f]{32}"/);
  });

  test('C-1 an issuer that does not answer: 503, and API keys go on', async () => {
    isUp = false;
    try {
      const verifyToken = createVerifyToken(settings(), { now: () => Date.now() });
      await expect(verifyToken(await tokenOf())).rejects.toMatchObject({ code: 'identity_provider_unavailable' });
    } finally {
      isUp = true;
    }
  });

  test('C-1 where no issuer is configured, a token is nothing', async () => {
    const other = await openTestApi();
    try {
      const { status } = await other.call('GET', '/api/v1/banks', { key: await tokenOf() });
      expect(status).toBe(401);
      expect((await other.call('GET', '/api/v1/banks', { key: `kontosync_${randomUUID()}` })).status).toBe(401);
    } finally {
      await other.close();
    }
  });
});
