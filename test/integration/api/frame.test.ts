import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../local/eventually.ts';
import { type ArrangedConnection, arrangeConnection } from './arrange.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
let key: string;
let mine: ArrangedConnection;

beforeAll(async () => {
  api = await openTestApi();
  mine = await arrangeConnection(api.database);
  key = await api.keyFor([mine.clientId]);
});
afterAll(() => api.close());

const connectionPath = () => `/api/dnb/connections/${mine.connectionId}`;
const client = { name: 'A', locale: 'nb', notification_emails: [], return_urls: [], matching: { mode: 'auto' } };
const put = (body: unknown, headers?: Record<string, string>) =>
  api.call('PUT', `/api/v1/clients/${mine.clientId}`, { key, body, ...(headers === undefined ? {} : { headers }) });

describe('problems', () => {
  test('C-12 a problem has the members of the contract and nothing else', async () => {
    const { status, headers, body } = await put({});
    expect(status).toBe(422);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(headers.get('cache-control')).toBe('no-store');
    const requestId = headers.get('x-request-id');
    expect(body).toEqual({
      type: '/docs/errors#invalid_request',
      title: 'The request does not fit its schema',
      status: 422,
      detail: expect.any(String),
      instance: `urn:uuid:${requestId}`,
      success: false,
      message: expect.stringContaining('The request does not fit its schema'),
      code: 'invalid_request',
      request_id: requestId,
      retryable: false,
      errors: ['name', 'locale', 'notification_emails', 'return_urls', 'matching'].map((path) => ({
        path,
        message: expect.any(String),
      })),
    });
  });

  const wrongRequests: readonly (readonly [string, number, string, () => ReturnType<TestApi['call']>])[] = [
    ['unknown member', 422, 'invalid_request', () => put({ ...client, shoe_size: 44 })],
    ['unknown member within', 422, 'invalid_request', () => put({ ...client, matching: { mode: 'off', x: 1 } })],
    ['prototype key', 422, 'invalid_request', () => put(JSON.stringify(client).replace('{', '{"__proto__":{"x":1},'))],
    ['nested too deep', 422, 'invalid_request', () => put(`{"name":${'['.repeat(12)}${']'.repeat(12)}}`)],
    ['not JSON', 400, 'invalid_json', () => put('{"name":')],
    ['oversized body', 413, 'body_too_large', () => put({ name: 'A'.repeat(70_000) })],
    ['wrong type', 415, 'unsupported_media_type', () => put('name=A', { 'content-type': 'text/plain' })],
    ['compressed body', 415, 'unsupported_media_type', () => put('{}', { 'content-encoding': 'gzip' })],
    [
      'duplicate parameter',
      400,
      'duplicate_parameter',
      () => api.call('GET', `/api/v1/accounts?limit=1&limit=2&client_id=${mine.clientId}`, { key }),
    ],
    ['unknown parameter', 422, 'invalid_request', () => api.call('GET', '/api/v1/accounts?colour=red', { key })],
    ['limit of zero', 422, 'invalid_request', () => api.call('GET', '/api/v1/accounts?limit=0', { key })],
    ['limit above 200', 422, 'invalid_request', () => api.call('GET', '/api/v1/accounts?limit=201', { key })],
    [
      'a day that is none',
      422,
      'invalid_request',
      () => api.call('GET', '/api/v1/transactions?from=2026-02-30', { key }),
    ],
    ['no cursor', 422, 'invalid_request', () => api.call('GET', '/api/v1/accounts?cursor=abc', { key })],
    [
      'URL too long',
      422,
      'invalid_request',
      () => api.call('GET', `/api/v1/accounts?cursor=${'a'.repeat(9_000)}`, { key }),
    ],
    ['no such path', 404, 'not_found', () => api.call('GET', '/api/v1/nothing', { key })],
    ['no UUID in the path', 404, 'not_found', () => api.call('GET', '/api/v1/transactions/17', { key })],
    ['a broken escape', 404, 'not_found', () => api.call('GET', '/api/v1/transactions/%E0%A4%A', { key })],
    ['another method', 405, 'method_not_allowed', () => api.call('POST', connectionPath(), { key, body: {} })],
    [
      'a PSU address that is none',
      422,
      'invalid_request',
      () => api.call('GET', connectionPath(), { key, headers: { 'PSU-IP-Address': 'here' } }),
    ],
    [
      'a user name too long',
      422,
      'invalid_request',
      () => api.call('GET', connectionPath(), { key, headers: { 'Kontosync-User': 'u'.repeat(129) } }),
    ],
  ];
  test.each(wrongRequests)('C-10, C-11 %s: %i %s', async (_name, status, code, ask) => {
    const answer = await ask();
    expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status, code });
    expect(answer.text).not.toMatch(/select |insert |at .*\.ts:\d/i);
  });

  test('C-10 another method is told which there are', async () => {
    const { headers } = await api.call('POST', `/api/v1/clients/${mine.clientId}`, { key, body: {} });
    expect(headers.get('allow')).toBe('GET, PUT, DELETE');
  });

  test('S-17 a cursor of one list is refused by another', async () => {
    const other = await arrangeConnection(api.database, { clientId: mine.clientId });
    const list = await api.call('GET', `/api/v1/accounts?client_id=${other.clientId}&limit=1`, { key });
    const cursor = String(list.body['next_cursor']);
    expect((await api.call('GET', `/api/v1/accounts?cursor=${cursor}`, { key })).status).toBe(200);
    expect((await api.call('GET', `/api/v1/transactions?cursor=${cursor}`, { key })).status).toBe(422);
  });

  test('E-10 the engine out of reach: 503 that may be asked again', async () => {
    api.engine.reachable = false;
    try {
      await put({ ...client, name: 'First' });
      const { status, body } = await put({ ...client, name: 'Second' });
      expect({ status, code: body['code'], retryable: body['retryable'] }).toEqual({
        status: 503,
        code: 'engine_unavailable',
        retryable: true,
      });
    } finally {
      api.engine.reachable = true;
    }
  });
});

describe('request ids', () => {
  test("E-4 the caller's id is in the answer and in every log line of the request", async () => {
    const requestId = randomUUID();
    const before = api.logLines.length;
    const { headers, body } = await api.call('GET', `/api/v1/transactions/${randomUUID()}`, {
      key,
      headers: { 'X-Request-ID': requestId },
    });
    expect(headers.get('x-request-id')).toBe(requestId);
    expect(body['request_id']).toBe(requestId);
    await eventually('the line at the end', () => api.logLines.slice(before).some(({ msg }) => msg === 'request'));
    const lines = api.logLines.slice(before);
    expect(lines.map(({ request_id }) => request_id)).toEqual(lines.map(() => requestId));
    expect(lines.at(-1)).toMatchObject({
      level: 'info',
      service: 'api',
      msg: 'request',
      method: 'GET',
      route: '/api/v1/transactions/:id',
      status: 404,
      duration_ms: expect.any(Number),
    });
  });

  test('E-4 a text that is no UUID is not taken over', async () => {
    const { headers } = await api.call('GET', '/health/live', { headers: { 'X-Request-ID': 'x\tforged' } });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('A-6 no query string and no key in the log', async () => {
    const canary = randomUUID();
    await api.call('GET', `/api/v1/transactions?cursor=${canary}`, { key });
    await api.call('GET', `/nowhere/${canary}?code=${canary}`, { key });
    await eventually('the last line', () => api.logLines.some(({ route }) => route === 'none'));
    const log = JSON.stringify(api.logLines);
    expect(log).not.toContain(canary);
    expect(log).not.toContain(key);
  });
});
