import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type RunningApi, startApi } from '../../../src/api/startApi.ts';
import { openTestApi, type TestApi } from './openTestApi.ts';

let api: TestApi;
let impatient: RunningApi;
beforeAll(async () => {
  api = await openTestApi();
  impatient = await startApi({
    deps: api.deps,
    port: 0,
    host: '127.0.0.1',
    limits: { headersTimeout: 300, requestTimeout: 600, connectionsCheckingInterval: 50 },
  });
});
afterAll(async () => {
  await impatient.close({ graceMs: 0 });
  await api.close();
});

const problem = z.object({ code: z.string(), status: z.int(), request_id: z.uuid() });

/** Sends bytes, and gives what came when the other side has closed. */
const exchange = (port: number, bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    connect(port, '127.0.0.1')
      .on('error', reject)
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('close', () => resolve(Buffer.concat(chunks).toString('utf8')))
      .write(bytes);
  });
const problemOf = (answer: string) => problem.parse(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))));

describe('C-10 what never becomes a request', () => {
  test.each([
    ['headers that do not end', 408, 'request_timeout', 'GET /health/live HTTP/1.1\r\nHost: x\r\n'],
    [
      'a body that does not come',
      408,
      'request_timeout',
      'POST /api/dnb/sync HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n',
    ],
    [
      'headers beyond 16 kB',
      431,
      'headers_too_large',
      `GET /health/live HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(17 * 1024)}\r\n\r\n`,
    ],
    [
      'a URL beyond 16 kB',
      431,
      'headers_too_large',
      `GET /health/live?${'a'.repeat(17 * 1024)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    ],
    ['no HTTP', 400, 'malformed_request', 'EHLO mail.example\r\n\r\n'],
    [
      'two lengths, as smuggling needs',
      400,
      'malformed_request',
      'POST /api/dnb/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n{}',
    ],
    [
      'a length and chunks, as smuggling needs',
      400,
      'malformed_request',
      'POST /api/dnb/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
  ])('C-10 %s: %i %s', async (_name, status, code, bytes) => {
    const answer = await exchange(impatient.port, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer.toLowerCase()).toContain('content-type: application/problem+json');
    expect(problemOf(answer)).toMatchObject({ status, code });
  });
});

test('C-10 200 half-open clients leave /health/live quick', async () => {
  const port = Number(new URL(api.baseUrl).port);
  const sockets: Socket[] = [];
  try {
    await Promise.all(
      Array.from({ length: 200 }, (_, index) => {
        const opened = Promise.withResolvers<void>();
        const socket = connect(port, '127.0.0.1', () => opened.resolve()).on('error', opened.reject);
        sockets.push(socket);
        // Half of them hang in the headers, half in the body.
        const start =
          index % 2 === 0
            ? 'GET /health/live HTTP/1.1\r\nHost: x\r\n'
            : 'POST /api/dnb/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{';
        socket.write(start);
        return opened.promise;
      }),
    );
    const takenMs: number[] = [];
    for (let call = 0; call < 300; call += 1) {
      const startedAt = performance.now();
      const { status } = await api.call('GET', '/health/live');
      takenMs.push(performance.now() - startedAt);
      expect(status).toBe(200);
    }
    const p99 = takenMs.toSorted((a, b) => a - b)[Math.floor(takenMs.length * 0.99)];
    // The limit is 100 ms; the machine of a test may be busy with others.
    expect(p99).toBeLessThan(250);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
});
