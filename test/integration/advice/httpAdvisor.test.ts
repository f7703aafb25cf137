import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createHttpAdvisor } from '../../../src/activities/advice/httpAdvisor.ts';
import { AdvisorFailure, type MatchAdvisor } from '../../../src/activities/advice/matchAdvisor.ts';
import type { AdviceRequest } from '../../../src/domain/matching/advisor/redact.ts';
import { Secret } from '../../../src/security/secret.ts';
import { type Model, type ModelServer, openModelServer, send, turned } from './modelServer.ts';

const request: AdviceRequest = { version: 1, candidates: [] };
let server: ModelServer;
let elsewhere: ModelServer;
const advisors: MatchAdvisor[] = [];
beforeAll(async () => {
  server = await openModelServer();
  elsewhere = await openModelServer();
});
afterEach(async () => {
  await Promise.all(advisors.splice(0).map((one) => one.close()));
});
afterAll(() => Promise.all([server.close(), elsewhere.close()]));

function advisor(change: { readonly url?: string; readonly timeoutMs?: number; readonly key?: string } = {}) {
  const made = createHttpAdvisor({
    url: change.url ?? server.url,
    apiKey: change.key === undefined ? null : new Secret(change.key),
    timeoutMs: change.timeoutMs ?? 10_000,
  });
  advisors.push(made);
  return made;
}

const failureOf = async (asking: Promise<unknown>): Promise<AdvisorFailure> => {
  const error = await asking.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof AdvisorFailure) return error;
  throw error ?? new Error('it answered');
};

test('matching 11 asks by POST with the key as a bearer token, and gives the answer as it is', async () => {
  server.answer(turned('x'));
  expect(await advisor({ key: 'canary-key' }).ask(request)).toEqual({ order: [], sentence: 'x' });
  expect(server.asked).toMatchObject([
    {
      method: 'POST',
      body: '{"version":1,"candidates":[]}',
      headers: { authorization: 'Bearer canary-key', 'content-type': 'application/json' },
    },
  ]);
  await advisor().ask(request);
  expect(server.asked.at(-1)?.headers.authorization).toBeUndefined();
});

const hostile: readonly (readonly [string, Model, string, number | null])[] = [
  ['500', (_count, response) => send(response, {}, 500), 'answered_with_error', 500],
  ['401', (_count, response) => send(response, {}, 401), 'answered_with_error', 401],
  ['204 without a body', (_count, response) => void response.writeHead(204).end(), 'answered_with_error', 204],
  ['wrong JSON', (_count, response) => void response.end('{"order":["1"],'), 'not_json', 200],
  ['a page', (_count, response) => void response.end('<html>canary</html>'), 'not_json', 200],
  ['nothing', (_count, response) => void response.end(), 'not_json', 200],
  ['a huge body', (_count, response) => void response.end('['.repeat(1_000_000)), 'answer_too_large', null],
  ['a body that never ends', (_count, response) => endless(response), 'answer_too_large', null],
  ['a connection that is cut', (_count, response) => void response.destroy(), 'unreachable', null],
  [
    'half a body',
    (_count, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"order"');
      response.destroy();
    },
    'unreachable',
    null,
  ],
];

function endless(response: Parameters<Model>[1]): void {
  const more = (): void => {
    if (!response.destroyed) response.write('x'.repeat(1_024), more);
  };
  more();
}

test.each(hostile)('matching 11 %s is a failure with its reason', async (_what, model, reason, status) => {
  server.answer(model);
  const failure = await failureOf(advisor({ key: 'canary-key' }).ask(request));
  expect(failure).toMatchObject({ reason, status });
  expect(`${failure.message} ${failure.stack}`).not.toContain('canary');
});

test('matching 11 a redirect to elsewhere is refused: nothing is sent there', async () => {
  elsewhere.answer(turned());
  for (const status of [301, 302, 303, 307, 308]) {
    server.answer((_count, response) => void response.writeHead(status, { location: elsewhere.url }).end());
    expect(await failureOf(advisor({ key: 'canary-key' }).ask(request))).toMatchObject({
      reason: 'redirected',
      status,
    });
  }
  expect(elsewhere.asked).toEqual([]);
});

test.each<[string, Model]>([
  ['is silent', () => undefined],
  ['only begins to answer', (_count, response) => void response.writeHead(200).write('{')],
  [
    'answers a byte at a time',
    (_count, response) => {
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    },
  ],
])('matching 11 the deadline is of the whole call: a model that %s', async (_what, model) => {
  server.answer(model);
  expect(await failureOf(advisor({ timeoutMs: 150 }).ask(request))).toMatchObject({ reason: 'timed_out' });
});

test('matching 11 nobody at the address', async () => {
  const closed = await openModelServer();
  await closed.close();
  expect(await failureOf(advisor({ url: closed.url }).ask(request))).toMatchObject({ reason: 'unreachable' });
});

test('matching 11 a cancelled call is no failure of the advisor', async () => {
  const controller = new AbortController();
  const reason = new Error('cancelled');
  server.answer(() => controller.abort(reason));
  await expect(advisor().ask(request, controller.signal)).rejects.toBe(reason);
});
