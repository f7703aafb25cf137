import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MikroORM } from '@mikro-orm/postgresql';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { Client } from 'pg';
import { createMatchingActivities } from '../../../src/activities/matching/matchingActivities.ts';
import { systemClock } from '../../../src/clock.ts';
import { migrate } from '../../../src/db/migrate.ts';
import { createOrm } from '../../../src/db/orm.ts';
import { createDatabase, createRoles } from '../../../src/db/roles.ts';
import { freePort } from '../../../src/local/ports.ts';
import { startPostgres } from '../../../src/local/postgres.ts';

export interface ScaleWorld {
  readonly orm: MikroORM;
  readonly database: Client;
  readonly steps: ReturnType<typeof createMatchingActivities>;
  run<I, O>(step: (input: I) => Promise<O>, input: I): Promise<O>;
}

/** PostgreSQL with fsync on and its defaults else, and the matching activities as the worker runs them. */
export async function inScaleWorld<T>(play: (world: ScaleWorld) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'kontosync-scale-'));
  await chmod(folder, 0o755); // as root the server is another user, who must pass
  const port = await freePort();
  const server = await startPostgres({ dataDir: join(folder, 'db'), port, password: randomUUID() });
  try {
    const password = randomUUID();
    const cluster = new Client(server.url('postgres'));
    await cluster.connect();
    await createRoles(cluster, { name: 'scale_login', password });
    await createDatabase(cluster, 'scale');
    await cluster.end();
    const databaseUrl = `postgres://scale_login:${password}@127.0.0.1:${port}/scale`;
    await migrate(databaseUrl);
    const database = new Client(server.url('scale'));
    await database.connect();
    const orm = await createOrm({ databaseUrl, applicationName: 'bench scale', poolSize: 4 });
    try {
      const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
      const steps = createMatchingActivities({ orm, clock: systemClock });
      return await play({ orm, database, steps, run: (step, input) => environment.run(step, input) });
    } finally {
      await orm.close();
      await database.end();
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
