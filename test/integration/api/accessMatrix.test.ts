import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createApp } from '../../../src/api/createApp.ts';
import { createOpenApi } from '../../../src/api/openApi.ts';
import { allRoutes } from '../../../src/api/routes/index.ts';
import { scopes } from '../../../src/contracts/scopes.ts';
import {
  arrangeConnection,
  arrangeMatch,
  arrangeReviewItem,
  arrangeRun,
  arrangeTask,
  arrangeTransaction,
} from './arrange.ts';
import { arrangeWebhook } from './arrangeWebhook.ts';
import { exampleOf, type JsonSchema } from './exampleOf.ts';
import { type Answer, openTestApi, type TestApi } from './openTestApi.ts';

interface Operation {
  readonly 'x-scope'?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: JsonSchema } } };
}
interface Protected {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly scope: string;
  readonly operation: Operation;
}

/** C-3: the matrix comes from the document, so that a route that is missing there cannot be missing here unnoticed. */
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && 'paths' in value;
const parsed: unknown = JSON.parse(JSON.stringify(createOpenApi(allRoutes)));
if (!isDocument(parsed)) throw new Error('no OpenAPI document');
const { paths } = parsed;
const operations: readonly Protected[] = Object.entries(paths).flatMap(([path, item]) =>
  Object.entries(item).flatMap(([method, operation]) => {
    const scope = operation['x-scope'];
    const upper = method.toUpperCase();
    return scope === undefined ? [] : [{ name: `${upper} ${path}`, method: upper, path, scope, operation }];
  }),
);
const openPaths = ['/api/dnb/oauth/callback', '/health/live', '/health/ready'];

/** Which of a client's things an id names, by the word before it in the path or by the member's name. */
type Kind =
  | 'client'
  | 'connection'
  | 'account'
  | 'transaction'
  | 'sync_run'
  | 'match'
  | 'task'
  | 'review_item'
  | 'webhook_endpoint'
  | 'webhook_delivery'
  | 'other';
const kinds: Readonly<Record<string, Kind>> = {
  clients: 'client',
  client_id: 'client',
  connections: 'connection',
  connection_id: 'connection',
  accounts: 'account',
  account_id: 'account',
  transactions: 'transaction',
  transaction_id: 'transaction',
  'sync-runs': 'sync_run',
  sync_run_id: 'sync_run',
  matches: 'match',
  tasks: 'task',
  'review-items': 'review_item',
  'webhook-endpoints': 'webhook_endpoint',
  deliveries: 'webhook_delivery',
};
const kindOf = (word: string): Kind => kinds[word] ?? 'other';

type Ids = Readonly<Record<Kind, string>>;

const fill = (path: string, ids: Ids): string =>
  path.replaceAll(/([a-z-]+)\/\{[a-z_]+\}/g, (_all, word: string) => `${word}/${ids[kindOf(word)]}`);

/** Members of the body or query that say whose things are meant. */
const named = ({ operation, path }: Protected): readonly string[] => [
  ...(path.includes('{') ? ['path'] : []),
  ...(operation.parameters ?? []).filter((one) => one.in === 'query' && one.name in kinds).map((one) => one.name),
  ...(operation.requestBody?.content['application/json'].schema.required ?? []).filter((member) => member in kinds),
];

let api: TestApi;
let theirs: Ids;
let strangersKey: string;
const keyOfScope = new Map<string, string>();

/** A client with one of each of its things. */
async function arrangeOwn(): Promise<Ids> {
  const owner = await arrangeConnection(api.database);
  const runId = await arrangeRun(api.database, owner);
  const transaction = await arrangeTransaction(api.database, { ...owner, runId });
  const matched = await arrangeTransaction(api.database, { ...owner, runId }, { match_status: 'matched' });
  const match = await arrangeMatch(api.database, { ...owner, transactionId: matched }, [['F1', '10000']]);
  return {
    client: owner.clientId,
    connection: owner.connectionId,
    account: owner.accountId,
    transaction,
    sync_run: runId,
    match,
    task: await arrangeTask(api.database, owner),
    review_item: await arrangeReviewItem(api.database, { ...owner, transactionId: transaction }),
    ...(await arrangeWebhook(api.database, owner)),
    other: randomUUID(),
  };
}

beforeAll(async () => {
  api = await openTestApi({ inlineWaitMs: 0 });
  theirs = await arrangeOwn();
  for (const scope of scopes) keyOfScope.set(scope, await api.keyFor('all', [scope]));
  const stranger = await arrangeConnection(api.database);
  strangersKey = await api.keyFor([stranger.clientId]);
});
afterAll(() => api.close());

function ask(
  { method, path, operation }: Protected,
  ids: Ids,
  key: string | null,
  queryName?: string,
): Promise<Answer> {
  const schema = operation.requestBody?.content['application/json'].schema;
  const body = schema === undefined ? undefined : exampleOf(schema, (name) => ids[kindOf(name)]);
  const query = queryName === undefined ? '' : `?${queryName}=${ids[kindOf(queryName)]}`;
  return api.call(method, `${fill(path, ids)}${query}`, { key, ...(body === undefined ? {} : { body }) });
}

describe.each(operations)('$name', (route) => {
  test('C-3 no key, a forged one, another scheme: 401', async () => {
    const wrong = [null, 'kontosync_test_abcdefgh_x', `${strangersKey}x`, strangersKey.slice(0, -1)];
    for (const key of wrong) {
      const { status, body, headers } = await ask(route, theirs, key);
      expect({ status, code: body['code'] }).toEqual({ status: 401, code: 'unauthorized' });
      expect(headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  const others = scopes.filter((scope) => scope !== route.scope);
  test(`C-3 each scope but ${route.scope} alone, and all of them together: 403`, async () => {
    for (const key of [...others.map((scope) => keyOfScope.get(scope)), await api.keyFor('all', others)]) {
      const { status, body } = await ask(route, theirs, key ?? null);
      expect({ status, code: body['code'] }).toEqual({ status: 403, code: 'forbidden' });
      expect(body['detail']).toContain(route.scope);
    }
  });

  test(`C-3 ${route.scope} alone, for the client's own: it is looked at`, async () => {
    const own = await arrangeOwn();
    const [scope] = scopes.filter((one) => one === route.scope);
    if (scope === undefined) throw new Error(`${route.scope} is no scope`);
    const { status } = await ask(route, own, await api.keyFor([own.client], [scope]));
    expect([401, 403, 500]).not.toContain(status);
    // These ask for a state that nobody has, or for a page that is not kept.
    const findsNothing = /connect|oauth\/accounts|\/raw|deliveries|webhook-endpoints\/|api-keys\//;
    if (!findsNothing.test(route.path)) expect(status).not.toBe(404);
  });

  const bounds = named(route);
  if (bounds.length === 0) return;
  test(`C-4 what is another client's is what does not exist (${bounds.join(', ')})`, async () => {
    const unknown: Ids = {
      client: randomUUID(),
      connection: randomUUID(),
      account: randomUUID(),
      transaction: randomUUID(),
      sync_run: randomUUID(),
      match: randomUUID(),
      task: randomUUID(),
      review_item: randomUUID(),
      webhook_endpoint: randomUUID(),
      webhook_delivery: randomUUID(),
      other: randomUUID(),
    };
    const queryNames = bounds.filter((name) => name !== 'path' && route.method === 'GET');
    for (const queryName of route.path.includes('{') || queryNames.length === 0 ? [undefined] : queryNames) {
      const foreign = await ask(route, theirs, strangersKey, queryName);
      const missing = await ask(route, unknown, strangersKey, queryName);
      expect({ status: foreign.status, body: withoutIds(foreign) }).toEqual({
        status: missing.status,
        body: withoutIds(missing),
      });
      // A filter beside the stranger's own client may be foreign: it then finds nothing.
      expect([200, 404]).toContain(foreign.status);
      if (foreign.status === 200) expect(foreign.body['items']).toEqual([]);
    }
  });
});

const withoutIds = ({ body }: Answer): unknown => ({ ...body, request_id: null, instance: null });

/** What Express has mounted, beneath all that this program says about itself. */
const mounted = z.array(
  z.object({
    route: z.object({ path: z.string(), methods: z.record(z.string(), z.boolean()) }).optional(),
  }),
);

test('C-3 every route that answers stands in the document, and in this matrix', () => {
  const inDocument = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const app = createApp(api.deps);
  const answering = mounted.parse(app.router.stack).flatMap(({ route }) => {
    const methods = Object.keys(route?.methods ?? {});
    // Every method there is, or HEAD alone: what only refuses (405).
    if (route === undefined || methods.length > 1 || methods.includes('head')) return [];
    return methods.map((method) => `${method.toUpperCase()} ${route.path.replaceAll(/:([a-z_]+)/g, '{$1}')}`);
  });
  const pages = /^GET \/(openapi\.json|docs)/;
  expect(answering.filter((route) => !pages.test(route)).toSorted()).toEqual(inDocument.toSorted());
  const tried = [...operations.map(({ name }) => name), ...openPaths.map((path) => `GET ${path}`)];
  expect(tried.toSorted()).toEqual(inDocument.toSorted());
});

test('C-3 what is open is open on purpose', () => {
  const open = allRoutes.filter(({ scope }) => scope === null).map(({ path }) => path);
  expect(open.filter((path) => !openPaths.includes(path))).toEqual([]);
});

test("C-4 after all that the client's rows are as they were", async () => {
  const [row] = await api.database.admin<Record<string, unknown>>(
    `select connection_status, auto_sync_enabled, sync_frequency_hours, 
            (select count(*)::int from sync_requests where connection_id = $1) as requests
     from bank_connections where id = $1`,
    [theirs.connection],
  );
  expect(row).toEqual({
    connection_status: 'active',
    auto_sync_enabled: true,
    sync_frequency_hours: 24,
    requests: 0,
  });
});
