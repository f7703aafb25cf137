import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { schemaDrift } from '../../../src/db/migrate.ts';
import { createOrm } from '../../../src/db/orm.ts';
import { acrossClients, query, type RuntimeRole, withClient } from '../../../src/db/tenantScope.ts';
import { openTestDatabase, type TestDatabase } from '../../setup/testDatabase.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const as = <Row>(
  clientId: string,
  sql: string,
  values: readonly unknown[] = [],
  role: RuntimeRole = 'kontosync_worker',
) => withClient(database.orm.em, { clientId, role }, (em) => query<Row>(em, sql, values));

const across = (sql: string) => acrossClients(database.orm.em, (em) => query(em, sql));

async function arrange(): Promise<{ clientId: string; connectionId: string; accountId: string; runId: string }> {
  const [clientId, connectionId, accountId, runId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await as(clientId, 'insert into clients (client_id) values ($1)', [clientId]);
  await as(
    clientId,
    `insert into bank_connections (id, client_id, bank, connection_status) values ($1, $2, 'dnb', 'active')`,
    [connectionId, clientId],
  );
  await insertAccount({ clientId, connectionId }, accountId);
  await as(
    clientId,
    `insert into sync_runs (id, client_id, connection_id, trigger, status, attended, temporal_workflow_id, temporal_run_id)
     values ($1, $2, $3, 'nightly', 'running', false, '', '')`,
    [runId, clientId, connectionId],
  );
  return { clientId, connectionId, accountId, runId };
}
const insertAccount = (owner: { clientId: string; connectionId: string }, id = randomUUID()) =>
  as(
    owner.clientId,
    `insert into bank_accounts (id, client_id, connection_id, identity, currency, bank_account_id)
     values ($1, $2, $3, 'same account', 'NOK', 'x')`,
    [id, owner.clientId, owner.connectionId],
  );
const insertRow = (asClient: string, row: { clientId: string; accountId: string; runId: string }) =>
  as(
    asClient,
    `insert into bank_transactions (id, client_id, account_id, booking_date, amount_minor, currency, slot, content_sha256, first_run_id, last_changed_run_id)
     values ($1, $2, $3, '2026-11-20', 100, 'NOK', 1, '', $4, $4)`,
    [randomUUID(), row.clientId, row.accountId, row.runId],
  );

describe('rows of two clients', () => {
  test('C-5 each sees and writes its own; without a client there is nothing', async () => {
    const [a, b] = [await arrange(), await arrange()];
    await insertRow(a.clientId, a);
    const ids = (clientId: string) => as<{ id: string }>(clientId, 'select id from bank_connections');
    expect(await ids(a.clientId)).toEqual([{ id: a.connectionId }]);
    expect(await ids(randomUUID())).toEqual([]);
    expect(await as(b.clientId, 'select id from bank_transactions')).toEqual([]);
    expect(await as(b.clientId, `update bank_transactions set text = 'mine' returning id`)).toEqual([]);
    await expect(insertRow(b.clientId, a)).rejects.toMatchObject({ code: '42501' });
  });

  test("C-7 a row with my client id cannot hang on another client's account or run", async () => {
    const [a, b] = [await arrange(), await arrange()];
    await expect(insertRow(a.clientId, { ...a, accountId: b.accountId })).rejects.toMatchObject({ code: '23503' });
    await expect(insertRow(a.clientId, { ...a, runId: b.runId })).rejects.toMatchObject({ code: '23503' });
    await expect(insertAccount({ ...a, connectionId: b.connectionId })).rejects.toMatchObject({
      code: expect.stringMatching(/^2350[35]$/),
    });
    // And so both may have the same account and the same entry.
    await insertRow(a.clientId, a);
    await insertRow(b.clientId, b);
  });

  test('C-5 across clients there are ids, states and times, no content', async () => {
    const { clientId } = await arrange();
    expect(await across(`select id from bank_connections where client_id = '${clientId}'`)).toHaveLength(1);
    for (const sql of [
      'select identity from bank_accounts',
      'select psu_ip_address from sync_requests',
      'select text from bank_transactions',
      'select ciphertext from bank_grants',
      `update bank_connections set connection_status = 'active'`,
    ])
      await expect(across(sql)).rejects.toMatchObject({ code: '42501' });
  });

  test('C-5 outside of the helpers a query has no rights at all', async () => {
    await expect(database.orm.em.fork().execute('select id from bank_connections')).rejects.toMatchObject({
      code: '42501',
    });
  });
});

describe('the schema', () => {
  test('is what the entities say', async () => {
    // As owner: the runtime roles do not see constraints at all.
    const orm = await createOrm({
      databaseUrl: database.url,
      applicationName: 'drift',
      poolSize: 1,
      sessionRole: 'kontosync_owner',
    });
    try {
      expect(await schemaDrift(orm)).toBe('');
    } finally {
      await orm.close();
    }
  });

  test('C-8 each table with client_id has forced row-level security and a policy for all commands', async () => {
    const tables = await database.admin<{ name: string; forced: boolean; policies: string[] }>(
      `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as forced,
              array(select p.polname::text from pg_policy p where p.polrelid = c.oid and p.polcmd = '*'
                    and pg_get_expr(p.polqual, p.polrelid) like '%app.client_id%'
                    and pg_get_expr(p.polwithcheck, p.polrelid) like '%app.client_id%') as policies
       from pg_class c
       where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
         and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'client_id' and not a.attisdropped)`,
    );
    expect(tables.length).toBeGreaterThanOrEqual(20);
    expect(tables.filter(({ forced, policies }) => !forced || policies.length !== 1)).toEqual([]);
  });

  test('C-8 no other table is without a reason', async () => {
    const tables = await database.admin<{ name: string }>(
      `select relname as name from pg_class c where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
         and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'client_id')
       order by 1`,
    );
    // Keys and endpoints of webhooks belong to principals, who may act for several clients; incidents are a bank's; a stop of matching is for all
    // clients; rates are of keys, addresses and attempts; a canary holds a known text; migrations are nobody's.
    expect(tables.map(({ name }) => name)).toEqual([
      'api_keys',
      'bank_incidents',
      'matching_stops',
      'mikro_orm_migrations',
      'rate_buckets',
      'secret_canaries',
      'webhook_endpoints',
    ]);
  });

  test('C-7 each foreign key begins with client_id on both sides', async () => {
    const keys = await database.admin<{ name: string; own: string[]; other: string[] }>(
      `select conname as name,
              array(select attname::text from unnest(conkey) with ordinality k(n, o)
                    join pg_attribute on attrelid = conrelid and attnum = k.n order by o) as own,
              array(select attname::text from unnest(confkey) with ordinality k(n, o)
                    join pg_attribute on attrelid = confrelid and attnum = k.n order by o) as other
       from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace`,
    );
    expect(keys.length).toBeGreaterThan(10);
    expect(
      keys.filter(({ own, other }) => own[0] !== 'client_id' || other[0] !== 'client_id' || own.length < 2),
    ).toEqual([]);
  });

  test('C-7 each unique key begins with client_id, or is known not to', async () => {
    const keys = await database.admin<{ name: string }>(
      `select i.relname as name from pg_index x
       join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
       join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]
       where x.indisunique and t.relnamespace = 'public'::regnamespace and a.attname <> 'client_id'
         -- A primary key that is a random id of ours cannot be occupied by guessing.
         and not (x.indisprimary and x.indnatts = 1 and a.attname = 'id')
       order by 1`,
    );
    // A state is 256 random bits, and the callback that brings one back knows no client yet; incidents are a bank's;
    // rates are counted before anything of a client is read; canaries are of no client.
    expect(keys.map(({ name }) => name)).toEqual([
      'authorization_attempts_state_hash_unique',
      'bank_incidents_one_open',
      'rate_buckets_pkey',
      'secret_canaries_pkey',
    ]);
  });

  test('C-8 nothing runs with the rights of its owner', async () => {
    expect(
      await database.admin(`select proname from pg_proc where prosecdef and pronamespace = 'public'::regnamespace`),
    ).toEqual([]);
    expect(
      await database.admin(
        `select rolname from pg_roles where rolname like 'kontosync%' and (rolsuper or rolbypassrls or rolcreaterole)`,
      ),
    ).toEqual([]);
    expect(
      await database.admin(
        `select distinct tableowner from pg_tables where schemaname = 'public' and tableowner <> 'kontosync_owner'`,
      ),
    ).toEqual([]);
  });
});
