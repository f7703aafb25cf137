import type { LookupAddress } from 'node:dns';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWebhookSender, type WebhookSender } from '../../../src/webhooks/webhookSender.ts';
import type { WebhookReach } from '../../../src/webhooks/webhookUrl.ts';

const production: WebhookReach = { sandbox: false, privateHosts: new Set() };
const sandbox: WebhookReach = { sandbox: true, privateHosts: new Set() };

let asked = 0;
let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer((_request, response) => {
    asked += 1;
    response.end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Posts by a resolver that answers each time with the next of these. */
async function post(url: string, reach: WebhookReach, answers: readonly (readonly string[])[]) {
  let lookUps = 0;
  const sender: WebhookSender = createWebhookSender(reach, {
    timeoutMs: 1_000,
    resolve: (_hostname, callback) => {
      const addresses = answers[Math.min(lookUps, answers.length - 1)] ?? [];
      lookUps += 1;
      callback(
        null,
        addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    },
  });
  try {
    return { answer: await sender.send({ url, headers: {}, body: '{}' }), lookUps };
  } finally {
    await sender.close();
  }
}

const refused = { kind: 'unanswered', code: 'address_refused' };

describe('C-16 a webhook', () => {
  test.each([
    '127.0.0.1',
    '10.0.0.5',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'fd00::1',
  ])('to a name that means %s is refused at the connection', async (address) => {
    const { answer } = await post('https://erp.example/hooks', production, [[address]]);
    // Without the guard it would be `connection_refused` or `timed_out`.
    expect(answer).toEqual(refused);
  });

  test('to a named private host gets through to it', async () => {
    const named = { sandbox: false, privateHosts: new Set(['erp.example']) };
    const { answer } = await post(`https://erp.example:${port}/hooks`, named, [['127.0.0.1']]);
    // The receiver is there, and speaks no TLS.
    expect(answer).toEqual({ kind: 'unanswered', code: 'connection_failed' });
  });

  test('goes to the address that was looked at, whatever the name means a moment later', async () => {
    const before = asked;
    const { answer, lookUps } = await post(`http://erp.example:${port}/`, sandbox, [['127.0.0.1'], ['10.0.0.1']]);
    expect(answer).toMatchObject({ kind: 'answered', httpStatus: 200 });
    expect({ lookUps, asked: asked - before }).toEqual({ lookUps: 1, asked: 1 });
    const turned = await post(`http://erp.example:${port}/`, sandbox, [['10.0.0.1'], ['127.0.0.1']]);
    expect(turned).toEqual({ answer: refused, lookUps: 1 });
  });

  test('of several addresses takes the allowed ones only', async () => {
    const { answer } = await post(`http://erp.example:${port}/`, sandbox, [['10.0.0.1', '127.0.0.1', 'fe80::1']]);
    expect(answer).toMatchObject({ kind: 'answered', httpStatus: 200 });
  });

  test('that was stored under other rules is not sent', async () => {
    const before = asked;
    for (const url of [`http://127.0.0.1:${port}/`, `https://127.0.0.1:${port}/`, 'http://erp.example/'])
      expect((await post(url, production, [['127.0.0.1']])).answer).toEqual(refused);
    expect(asked).toBe(before);
  });

  test('to a name that nobody knows is told so', async () => {
    const sender = createWebhookSender(sandbox, {
      resolve: (_hostname, callback) => callback(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }), []),
    });
    expect(await sender.send({ url: 'https://erp.example/', headers: {}, body: '{}' })).toEqual({
      kind: 'unanswered',
      code: 'host_unknown',
    });
    await sender.close();
  });
});
