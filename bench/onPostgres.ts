import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MikroORM } from '@mikro-orm/postgresql';
import { Client } from 'pg';
import { migrate } from '../src/db/migrate.ts';
import { createOrm } from '../src/db/orm.ts';
import { createDatabase, createRoles } from '../src/db/roles.ts';
import { freePort } from '../src/local/ports.ts';
import { startPostgres } from '../src/local/postgres.ts';

export interface OnPostgres {
  /** As the worker has it: becomes the program's roles. */
  readonly orm: MikroORM;
  /** As the server's own superuser, beside all policies. */
  readonly database: Client;
  /** For a program of its own, with the rights of the program's login. */
  readonly databaseUrl: string;
}

/**
 * A new PostgreSQL with fsync on and its defaults else, with the schema in it; gone with its data in the end.
 * @param name of database, login and folder: `ingest`, `scale`
 */
export async function onPostgres<T>(name: string, play: (parts: OnPostgres) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), `kontosync-${name}-`));
  await chmod(folder, 0o755); // as root the server is another user, who must pass
  const port = await freePort();
  const server = await startPostgres({ dataDir: join(folder, 'db'), port, password: randomUUID() });
  try {
    const password = randomUUID();
    const cluster = new Client(server.url('postgres'));
    await cluster.connect();
    await createRoles(cluster, { name: `${name}_login`, password });
    await createDatabase(cluster, name);
    await cluster.end();
    const databaseUrl = `postgres://${name}_login:${password}@127.0.0.1:${port}/${name}`;
    await migrate(databaseUrl);
    const database = new Client(server.url(name));
    await database.connect();
    const orm = await createOrm({ databaseUrl, applicationName: `bench ${name}`, poolSize: 4 });
    try {
      return await play({ orm, database, databaseUrl });
    } finally {
      await orm.close();
      await database.end();
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
