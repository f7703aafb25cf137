import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import type { Pool, PoolClient } from 'pg';
import { entities } from './entities/index.ts';

/**
 * kysely (under MikroORM) does not give a connection back when BEGIN, COMMIT or ROLLBACK itself fails (kysely #1990):
 * each backend that dies inside a transaction would cost the pool one place for ever. So we give it back when its
 * socket ends.
 */
function healPool(pool: Pool): void {
  const taken = new Set<PoolClient>();
  pool.on('acquire', (client) => taken.add(client));
  pool.on('release', (_error, client) => taken.delete(client));
  pool.on('connect', (client) => {
    client.once('end', () => {
      if (!taken.delete(client)) return; // idle: pg-pool has noticed it itself
      const { release } = client;
      client.release = () => {}; // where kysely does release it, a second time would throw
      release.call(client, true); // true: destroy, and free the place
    });
  });
}

export interface OrmOptions {
  readonly databaseUrl: string;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  readonly poolSize: number;
  /** The role of the whole session; migrations only. Runtime roles are taken in each transaction (C-5). */
  readonly sessionRole?: string;
}

/** Opens the pool; nothing is sent until the first transaction. */
export const createOrm = (options: OrmOptions): Promise<MikroORM> =>
  MikroORM.init({
    clientUrl: options.databaseUrl,
    entities,
    extensions: [Migrator],
    forceUtcTimezone: true,
    pool: { min: 0, max: options.poolSize, idleTimeoutMillis: 30_000 },
    driverOptions: {
      onPoolCreated: healPool,
      application_name: options.applicationName,
      keepAlive: true,
      connectionTimeoutMillis: 5_000, // the wait for a free connection too; pg's default waits for ever
      ...(options.sessionRole === undefined ? {} : { options: `-c role=${options.sessionRole}` }),
    },
    migrations: {
      path: `${import.meta.dirname}/migrations`,
      emit: 'ts',
      silent: true,
      snapshotName: 'schema',
      snapshotOnMigrate: false,
    },
  });
