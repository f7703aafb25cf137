import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createKeyring } from '../../../src/security/keyring.ts';
import { createPayloadCodec } from '../../../src/temporal/payloadCodec.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

const uiUrl = 'https://temporal.example:8443/ui';
let api: TestApi;
let admin: string;
beforeAll(async () => {
  const codec = createPayloadCodec(createKeyring({ secretKey: randomUUID() }));
  api = await openTestApi({ codecEndpoint: { codec, uiUrl } });
  admin = await api.keyFor('all');
});
afterAll(() => api.close());

const plain = { metadata: { encoding: Buffer.from('json/plain').toString('base64') }, data: 'InRleHQi' };
const decode = (options: Parameters<TestApi['call']>[2]) => api.call('POST', '/codec/decode', options);

describe('the codec endpoint', () => {
  test('B-13 seals and opens', async () => {
    const sealed = await api.call('POST', '/codec/encode', { key: admin, body: { payloads: [plain] } });
    expect(sealed.text).not.toContain(plain.data);
    expect((await decode({ key: admin, body: sealed.body })).body).toEqual({ payloads: [plain] });
  });

  test('B-13 needs a key with the scope admin', async () => {
    const weak = await api.keyFor('all', ['audit:read', 'connections:read']);
    const body = { payloads: [plain] };
    expect((await decode({ key: null, body })).status).toBe(401);
    expect((await decode({ key: weak, body })).status).toBe(403);
    expect((await decode({ key: admin, body: { payloads: 'x' } })).status).toBe(422);
  });

  test('B-13 pages of the Web UI may ask, of no other origin', async () => {
    const allowed = async (origin: string, method: 'OPTIONS' | 'POST'): Promise<string | null> =>
      (
        await api.call(method, '/codec/decode', {
          key: method === 'POST' ? admin : null,
          headers: { origin },
          ...(method === 'POST' ? { body: { payloads: [] } } : {}),
        })
      ).headers.get('access-control-allow-origin');
    for (const method of ['OPTIONS', 'POST'] as const) {
      expect(await allowed('https://temporal.example:8443', method)).toBe('https://temporal.example:8443');
      for (const other of ['https://temporal.example', 'https://evil.example', 'null'])
        expect(await allowed(other, method)).toBeNull();
    }
  });

  test('B-13 is not there where payloads are not sealed', async () => {
    const plainApi = await openTestApi();
    try {
      const key = await plainApi.keyFor('all');
      expect((await plainApi.call('POST', '/codec/decode', { key, body: { payloads: [] } })).status).toBe(404);
    } finally {
      await plainApi.close();
    }
  });
});
