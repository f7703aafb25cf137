import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'undici';
import { z } from 'zod';
import { createRandom } from '../../../simulator/ledger/random.ts';
import { openTestApi, type TestApi } from '../api/openTestApi.ts';
import { anyRequest, type FuzzRequest } from './anyRequest.ts';
import { operationsOf, readDocument } from './documentedOperations.ts';
import { arrangeWorld } from './fuzzWorld.ts';
import { createJudge, type FuzzAnswer } from './judgeAnswer.ts';
import { playWorker } from './playWorker.ts';

const count = Number(process.env['FUZZ_REQUESTS'] ?? 1_000);
const seed = process.env['FUZZ_SEED'] ?? String(Date.now() % 2 ** 31);
/** What requests change makes a world poorer: then there is a new one. */
const requestsAWorld = 2_500;
/** C-10; in `npm test` other tests keep the machine busy. */
const mostMs = count >= 20_000 ? 1_000 : 5_000;

const document = readDocument();
const operations = operationsOf(document);
const judge = createJudge(document);
const secretKey = `${randomUUID()}${randomUUID()}`;
const secretText = `code-${randomUUID()}`;

let api: TestApi;
let client: Client;
beforeAll(async () => {
  api = await openTestApi({ inlineWaitMs: 0, secretKey });
  await playWorker(api);
  client = new Client(api.baseUrl);
});
afterAll(async () => {
  await client.destroy();
  await api.close();
});

async function send({ method, path, headers, body }: FuzzRequest): Promise<FuzzAnswer> {
  const startedAt = performance.now();
  const response = await client.request({ method, path, headers, body });
  const text = await response.body.text();
  const type = String(response.headers['content-type'] ?? '').replace(/;.*/, '');
  return { status: response.statusCode, type, text, takenMs: performance.now() - startedAt };
}

const cursorShape = z.object({ next_cursor: z.string() });
const cursorIn = ({ status, text }: FuzzAnswer): string | null => {
  if (status !== 200 || !text.includes('"next_cursor":"')) return null;
  return cursorShape.parse(JSON.parse(text)).next_cursor;
};

const start = (long: string): string => long.slice(0, 600);
const tell = ({ method, path, headers, body }: FuzzRequest, { status, text }: FuzzAnswer): string => {
  const { authorization: _key, ...shown } = headers;
  return `${method} ${start(path)} ${JSON.stringify(shown)} ${start(String(body))} → ${status} ${start(text)}`;
};

test(
  `C-10 C-11 C-12 ${count} requests, valid, nearly valid and hostile: no 5xx, no secret, each as documented and in time`,
  async () => {
    process.stdout.write(`requests from the OpenAPI document: ${count}, FUZZ_SEED=${seed}\n`);
    const cursors = new Map<string, string>();
    const faults = new Map<string, string>();
    const statuses = new Map<number, number>();
    const succeeded = new Set<string>();
    let slowestMs = 0;
    let world = await arrangeWorld(api);
    const secrets = [...world.secrets, secretKey, secretText, new URL(api.database.url).password];
    for (let at = 0; at < count; at += 1) {
      if (at % requestsAWorld === 0 && at > 0) {
        world = await arrangeWorld(api);
        secrets.push(...world.secrets);
      }
      const random = createRandom(`${seed}|${at}`);
      const cursorOf = (path: string) => cursors.get(path) ?? null;
      const request = anyRequest({
        random,
        operations,
        schemas: document.components.schemas,
        world,
        cursorOf,
        secretText,
      });
      const answer = await send(request);
      const { operation } = request;
      const found = [...judge(operation, answer, secrets)];
      // Once more where nothing changes: the machine may have been busy with others.
      const isSlow = answer.takenMs > mostMs && (request.method !== 'GET' || (await send(request)).takenMs > mostMs);
      if (isSlow) found.push(`took ${Math.round(answer.takenMs)} ms`);
      for (const fault of found) {
        const name = `${operation?.name ?? 'undocumented'}: ${fault}`;
        if (!faults.has(name)) faults.set(name, `request ${at}: ${tell(request, answer)}`);
      }
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      slowestMs = Math.max(slowestMs, answer.takenMs);
      if (operation !== null && answer.status < 300) succeeded.add(operation.name);
      const cursor = operation === null ? null : cursorIn(answer);
      if (operation !== null && cursor !== null) cursors.set(operation.path, cursor);
      const logged = JSON.stringify(api.logLines.splice(0));
      if (secrets.some((secret) => logged.includes(secret))) faults.set('a secret in the log', tell(request, answer));
    }
    const shown = [...statuses].toSorted(([a], [b]) => a - b).map(([status, times]) => `${status}: ${times}`);
    process.stdout.write(`${shown.join(', ')}; slowest ${Math.round(slowestMs)} ms\n`);
    expect(Object.fromEntries(faults)).toEqual({});
    // Else nobody got as far as the handlers.
    const successes = (statuses.get(200) ?? 0) + (statuses.get(201) ?? 0) + (statuses.get(202) ?? 0);
    expect(successes).toBeGreaterThan(count / 5);
    const missing = operations.filter(({ name }) => !succeeded.has(name)).map(({ name }) => name);
    if (count >= 20_000) process.stdout.write(`never a success: ${missing.join(', ')}\n`);
  },
  2 * 60 * 60_000,
);
