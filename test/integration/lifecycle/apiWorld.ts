import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import { z } from 'zod';
import { arrangeRun } from '../api/arrange.ts';
import { type Answer, openTestApi, type TestApi } from '../api/openTestApi.ts';
import { type EngineWorld, openEngineWorld } from './engineWorld.ts';
import { createStubBank, drift } from './stubBank.ts';

export const callbackPath = '/api/dnb/oauth/callback';

const initiated = z.object({ state: z.string(), connection_id: z.string(), authorization_url: z.string() });

/** A walk that began with initiate, over HTTP. */
export interface ApiWalk {
  readonly clientId: string;
  readonly key: string;
  readonly state: string;
  readonly code: string;
  readonly connectionId: string;
}

export interface ApiWorld {
  readonly api: TestApi;
  readonly world: EngineWorld;
  begin(body?: Readonly<Record<string, unknown>>, headers?: Readonly<Record<string, string>>): Promise<ApiWalk>;
  callback(
    query: Readonly<Record<string, string>> | string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** The callback as a browser calls it. */
  browse(query: Readonly<Record<string, string>>): Promise<{ readonly response: Response; readonly text: string }>;
  /** To the granted accounts. */
  grant(body?: Readonly<Record<string, unknown>>): Promise<ApiWalk>;
  connect(walk: ApiWalk, change?: Readonly<Record<string, unknown>>): Promise<Answer>;
  attemptOf(walk: ApiWalk): Promise<Record<string, unknown>>;
  statusOf(walk: ApiWalk): Promise<string>;
  auditsOf(walk: ApiWalk): Promise<string[]>;
}

/** The whole API over HTTP with the lifecycle on a real Temporal server; syncs are rows that are finished at once. */
export function useApiWorld(): ApiWorld {
  let ready: { readonly api: TestApi; readonly world: EngineWorld } | undefined;
  const need = () => {
    if (ready === undefined) throw new Error('the world is ready in tests only');
    return ready;
  };
  const one = async (sql: string, id: string): Promise<Record<string, unknown>> => {
    const [row] = await need().api.database.admin<Record<string, unknown>>(sql, [id]);
    if (row === undefined) throw new Error('no such row');
    return row;
  };
  const self: ApiWorld = {
    get api() {
      return need().api;
    },
    get world() {
      return need().world;
    },
    async begin(body = {}, headers = {}) {
      const clientId = typeof body['client_id'] === 'string' ? body['client_id'] : randomUUID();
      const key = await need().api.keyFor([clientId]);
      const answer = await need().api.call('POST', '/api/dnb/oauth/initiate', {
        key,
        headers,
        body: { client_id: clientId, ...body },
      });
      expect(answer).toMatchObject({ status: 200 });
      const { state, connection_id } = initiated.parse(answer.body);
      return { clientId, key, state, code: `code-${randomUUID()}`, connectionId: connection_id };
    },
    callback: (query, headers = {}) =>
      need().api.call('GET', `${callbackPath}?${new URLSearchParams(query).toString()}`, { headers }),
    async browse(query) {
      const url = `${need().api.baseUrl}${callbackPath}?${new URLSearchParams(query).toString()}`;
      const response = await fetch(url, { redirect: 'manual', headers: { accept: 'text/html,*/*;q=0.8' } });
      return { response, text: await response.text() };
    },
    async grant(body = {}) {
      const walk = await self.begin(body);
      expect(await self.callback({ state: walk.state, code: walk.code })).toMatchObject({ status: 200 });
      return walk;
    },
    connect: ({ clientId, key, state, code }, change = {}) =>
      need().api.call('POST', '/api/dnb/connect', {
        key,
        body: { client_id: clientId, code, state, account_id: drift.accountId, ...change },
      }),
    attemptOf: ({ connectionId }) => one('select * from authorization_attempts where connection_id = $1', connectionId),
    async statusOf({ connectionId }) {
      const row = await one('select connection_status from bank_connections where id = $1', connectionId);
      return String(row['connection_status']);
    },
    async auditsOf({ connectionId }) {
      const rows = await need().api.database.admin<{ action: string }>(
        'select action from audit_entries where subject_id = $1 order by created_at, id',
        [connectionId],
      );
      return rows.map(({ action }) => action);
    },
  };

  beforeAll(async () => {
    const api = await openTestApi();
    const { cipher, keyring } = api.deps;
    const world = await openEngineWorld({ database: api.database, cipher, keyring });
    const { beginAuthorization, acceptCallback, confirmAccounts, revoke } = world.engine();
    Object.assign(api.engine, { beginAuthorization, acceptCallback, confirmAccounts, revoke });
    ready = { api, world };
  });
  afterAll(async () => {
    await need().world.close();
    await need().api.close();
  });
  beforeEach(() => {
    const { api, world } = need();
    const { redeemed, revoked, listings } = world.bank;
    for (const list of [redeemed, revoked, listings, api.engine.bells]) list.length = 0;
    const { issuerName, onRedeem, onRevoke, onAuthorizationUrl } = createStubBank();
    Object.assign(world.bank, { issuerName, onRedeem, onRevoke, onAuthorizationUrl });
    api.engine.reachable = true;
    api.engine.whenRung = async ({ clientId, connectionId }) => {
      const runId = await arrangeRun(
        api.database,
        { clientId, connectionId },
        {
          trigger: 'first',
          fetched: 3,
          new_rows: 3,
          window_from: '2026-01-01',
          window_to: '2026-03-31',
        },
      );
      await api.database.admin('update sync_requests set run_id = $1 where connection_id = $2 and run_id is null', [
        runId,
        connectionId,
      ]);
    };
  });
  return self;
}
