import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { ConfigurationError } from '../../../src/config.ts';
import { migrate } from '../../../src/db/migrate.ts';
import { prepareDatabase } from '../../../src/db/prepareDatabase.ts';
import { expectedMigrations } from '../../../src/db/repositories/expectedMigrations.ts';
import { freePort } from '../../../src/local/ports.ts';
import { type RunningPostgres, startPostgres } from '../../../src/local/postgres.ts';
import { UnreachableError } from '../../../src/unreachableError.ts';
import { temporaryFolder } from '../local/temporaryFolder.ts';

// A cluster of its own: roles belong to a cluster, and the shared one has them already.
let folder: string;
let port: number;
let postgres: RunningPostgres;
let admin: Client;
beforeAll(async () => {
  folder = await temporaryFolder();
  port = await freePort();
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  postgres = await startPostgres({ dataDir: join(folder, 'db'), port, password: 'admin', settings });
  admin = new Client(postgres.url('postgres'));
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A login with its rights, and a database that it owns unless it is told otherwise. The login's URL. */
async function arrange(name: string, rights: string, { owner = name } = {}): Promise<string> {
  await admin.query(`create role ${name} login password 'only-for-tests' ${rights}`);
  await admin.query(`create database ${name} owner ${owner}`);
  return `postgres://${name}:only-for-tests@127.0.0.1:${port}/${name}`;
}

async function ask<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** What the login cannot do with any right of its own: see a table. */
const bare = (url: string): Promise<unknown> =>
  ask(url, 'select * from bank_transactions').catch((error: unknown) => error);

describe('C-5 the database of DATABASE_URL is made ready', () => {
  test('a login without rights, and no roles: the message says what is missing, not where', async () => {
    const url = await arrange('powerless', '');
    const refused = prepareDatabase(url);
    await expect(refused).rejects.toThrow(ConfigurationError);
    await expect(refused).rejects.toThrow(/^DATABASE_URL: .*runtime roles.*docs\/operations\.md$/);
    await expect(refused).rejects.not.toThrow(/only-for-tests|powerless/);
    expect(await ask(postgres.url('postgres'), `select 1 from pg_roles where rolname like 'kontosync%'`)).toEqual([]);
  });

  test('two programs at once, each with a database and a login of its own, on a new cluster', async () => {
    const urls = await Promise.all([
      arrange('first_program', 'createrole noinherit'),
      arrange('second_program', 'createrole'),
    ]);
    const outcomes = await Promise.allSettled(urls.map(prepareDatabase));
    // Both make the roles, whoever comes first; the other is told that it may not grant them.
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    for (const error of refused) expect(error).toBeInstanceOf(ConfigurationError);
    expect(refused.length).toBeLessThanOrEqual(1);
    await admin.query('drop owned by first_program, second_program');
    await dropRoles();
  });

  test('one that may make roles and owns its database: any number of times, by several processes at once', async () => {
    const url = await arrange('owner_login', 'createrole noinherit');
    await Promise.all(Array.from({ length: 8 }, () => prepareDatabase(url)));
    await prepareDatabase(url);
    const migrations = await Promise.all([migrate(url), migrate(url)]);
    expect(migrations.flat()).toEqual(await expectedMigrations());
    expect(await bare(url)).toMatchObject({ code: '42501' });
    await ask(url, 'set role kontosync_worker');
    const [table] = await ask(url, `select tableowner from pg_tables where tablename = 'bank_transactions'`);
    expect(table).toEqual({ tableowner: 'kontosync_owner' });
  });

  test('a member of the roles without more rights, on a database that is ready', async () => {
    const url = await arrange('plain_member', '', { owner: 'kontosync_owner' });
    await admin.query(
      `grant kontosync_owner, kontosync_app, kontosync_worker, kontosync_eraser, kontosync_router, kontosync_operator to plain_member
       with inherit false, set true`,
    );
    await ask(postgres.url('plain_member'), 'grant usage, create on schema public to kontosync_owner');
    await prepareDatabase(url);
    expect(await migrate(url)).toEqual(await expectedMigrations());
    expect(await bare(url)).toMatchObject({ code: '42501' });
  });

  test.each([
    ['a member of some of the roles', 'half_member', '', 'grant kontosync_app to half_member'],
    ['one that may make roles, but does not own those that are there', 'late_maker', 'createrole', 'select 1'],
  ])('%s is told what is missing', async (_who, name, rights, arrangement) => {
    const url = await arrange(name, rights);
    await admin.query(arrangement);
    await expect(prepareDatabase(url)).rejects.toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        message: expect.stringMatching(/^DATABASE_URL: .*runtime roles.*docs\/operations\.md$/),
      }),
    );
  });

  test('a member that may not give the owner role the schema is told so', async () => {
    const url = await arrange('no_schema', '', { owner: 'postgres' });
    await admin.query(
      `grant kontosync_owner, kontosync_app, kontosync_worker, kontosync_eraser, kontosync_router, kontosync_operator to no_schema
       with inherit false, set true`,
    );
    await expect(prepareDatabase(url)).rejects.toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        message: expect.stringMatching(/^DATABASE_URL: .*schema public.*docs\/operations\.md$/),
      }),
    );
  });

  test.each([
    ['a wrong password', () => `postgres://owner_login:wrong@127.0.0.1:${port}/owner_login`],
    ['no such database', () => `postgres://owner_login:only-for-tests@127.0.0.1:${port}/absent`],
    ['nobody there', () => 'postgres://owner_login:canary@127.0.0.1:1/x'],
  ])('contract 5 %s: a service that is not reachable, and no secret in the message', async (_what, urlOf) => {
    const refused = prepareDatabase(urlOf());
    await expect(refused).rejects.toThrow(UnreachableError);
    await expect(refused).rejects.not.toThrow(/wrong|canary|owner_login/);
  });
});

async function dropRoles(): Promise<void> {
  const { rows } = await admin.query<{ rolname: string; datname: string | null }>(
    `select rolname from pg_roles where rolname like 'kontosync\\_%'`,
  );
  for (const name of ['first_program', 'second_program']) await admin.query(`drop database ${name}`);
  for (const { rolname } of rows) await admin.query(`drop role ${rolname}`);
}
