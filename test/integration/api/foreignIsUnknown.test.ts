import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { allRoutes } from '../../../src/api/routes/index.ts';
import {
  arrangeConnection,
  arrangeMatch,
  arrangeReviewItem,
  arrangeRun,
  arrangeTask,
  arrangeTransaction,
} from './arrange.ts';
import { exampleOf, type JsonSchema } from './exampleOf.ts';
import { type Answer, openTestApi, type TestApi } from './openTestApi.ts';

const kinds = [
  'clients',
  'connections',
  'accounts',
  'transactions',
  'sync-runs',
  'matches',
  'tasks',
  'review-items',
] as const;
type Kind = (typeof kinds)[number];
type Things = Readonly<Record<Kind, string>>;

const clientCount = 3;
let api: TestApi;
let things: readonly Things[];
/** By the set of clients that it may act for, as a bit mask. */
let keys: readonly string[];

async function arrangeThings(): Promise<Things> {
  const owner = await arrangeConnection(api.database);
  const runId = await arrangeRun(api.database, owner);
  const transactions = await arrangeTransaction(api.database, { ...owner, runId });
  return {
    clients: owner.clientId,
    connections: owner.connectionId,
    accounts: owner.accountId,
    transactions,
    'sync-runs': runId,
    matches: await arrangeMatch(api.database, { ...owner, transactionId: transactions }, [['F1', '10000']]),
    tasks: await arrangeTask(api.database, owner),
    'review-items': await arrangeReviewItem(api.database, { ...owner, transactionId: transactions }),
  };
}

beforeAll(async () => {
  api = await openTestApi({ inlineWaitMs: 0 });
  const arranged: Things[] = [];
  while (arranged.length < clientCount) arranged.push(await arrangeThings());
  things = arranged;
  keys = await Promise.all(
    Array.from({ length: 2 ** clientCount }, (_, mask) => {
      const mine = things.filter((_own, index) => (mask >> index) & 1).map(({ clients }) => clients);
      return api.keyFor(mine);
    }),
  );
});
afterAll(() => api.close());

/** Routes that name one thing by the id in their path. */
const routes = allRoutes.flatMap(({ method, path, scope, body }) => {
  const word = /\/([a-z-]+)\/:(?:id|client_id)(?:\/|$)/.exec(path)?.[1];
  const kind = kinds.find((one) => one === word);
  return kind === undefined || scope === null ? [] : [{ method: method.toUpperCase(), path, kind, body }];
});

const schemaOf = (body: z.ZodType): JsonSchema =>
  z.custom<JsonSchema>().parse(z.toJSONSchema(body, { io: 'input', unrepresentable: 'any', target: 'openapi-3.0' }));

const ask = ({ method, path, body }: (typeof routes)[number], id: string, key: string): Promise<Answer> =>
  api.call(method, path.replace(/:[a-z_]+/, id), {
    key,
    // The smallest body that passes: a wrong one would be refused before anybody looks at the id.
    ...(body === null ? {} : { body: exampleOf(schemaOf(body), () => randomUUID()) }),
  });

/** All but what is of the one request. */
const comparable = ({ status, body, headers }: Answer) => ({
  status,
  body: { ...body, request_id: null, instance: null },
  headers: [...headers.keys()].filter((name) => name !== 'date').toSorted(),
});

test('C-4 there are routes of each kind', () => {
  expect(new Set(routes.map(({ kind }) => kind))).toEqual(new Set(kinds));
});

test('C-4 for any principal, route and id: what is foreign is what is unknown, to the byte; its own is there', async () => {
  const anyCase = fc.record({
    route: fc.constantFrom(...routes),
    owner: fc.nat(clientCount - 1),
    mask: fc.nat(2 ** clientCount - 1),
    unknown: fc.uuid(),
    upper: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(anyCase, async ({ route, owner, mask, unknown, upper }) => {
      const stored = things[owner]?.[route.kind] ?? randomUUID();
      const id = upper ? stored.toUpperCase() : stored;
      const key = keys[mask] ?? '';
      const isOwn = ((mask >> owner) & 1) === 1;
      if (isOwn && route.method !== 'GET') return; // the one case that would change something
      const answer = await ask(route, id, key);
      if (isOwn) {
        // A page of the bank that was never archived is the one thing that is missing.
        expect(answer.status).toBe(route.path.endsWith('/raw') ? 404 : 200);
        return;
      }
      expect([route.path, answer.status]).toEqual([route.path, 404]);
      expect(comparable(answer)).toEqual(comparable(await ask(route, unknown, key)));
    }),
    { numRuns: 400 },
  );
}, 30_000);

test('C-4 nothing was changed by those who may not', async () => {
  const [row] = await api.database.admin(
    `select (select count(*)::int from bank_connections where connection_status <> 'active') as connections,
            (select count(*)::int from matches where undone_at is not null) as matches,
            (select count(*)::int from tasks where status <> 'open') as tasks,
            (select count(*)::int from bank_transactions where match_status = 'ignored') as transactions,
            (select count(*)::int from audit_entries where client_id = any($1) and kind = 'change') as changes`,
    [things.map(({ clients }) => clients)],
  );
  expect(row).toEqual({ connections: 0, matches: 0, tasks: 0, transactions: 0, changes: 0 });
});
