import type { MikroORM } from '@mikro-orm/postgresql';
import { createOrm } from './orm.ts';

/**
 * Brings the schema up to date and returns the names of the migrations that ran. Several processes may start at once:
 * the lock and the migrations share one transaction, so a killed process leaves neither.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  // Two places: the ORM makes its own table on a second connection, before the first migration.
  const orm = await createOrm({
    databaseUrl,
    applicationName: 'kontosync-migrate',
    poolSize: 2,
    sessionRole: 'kontosync_owner',
  });
  try {
    return await orm.em.fork().transactional(async (em) => {
      await em.execute('select pg_advisory_xact_lock(4712)');
      const done = await orm.migrator.up({ transaction: em.getTransactionContext<object>() });
      return done.map((migration) => migration.name);
    });
  } finally {
    await orm.close();
  }
}

/** The statements that would bring the database to the entities: '' when they agree. */
export const schemaDrift = (orm: MikroORM): Promise<string> => orm.schema.getUpdateSchemaSQL({ wrap: false });
