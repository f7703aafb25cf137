import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { createOrm } from '../../../src/db/orm.ts';
import { createDatabase } from '../../../src/db/roles.ts';
import { loginUrl } from '../../setup/templateDatabase.ts';

export interface EarlierDatabase {
  /** Of the program's login. */
  readonly url: string;
  /** As superuser. */
  readonly admin: Client;
  close(): Promise<void>;
}

/** A database of its own with the schema as it was after a migration, to be filled before the next ones run over it. */
export async function openEarlierDatabase(migration: string): Promise<EarlierDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const clusterUrl = process.env['TEST_DATABASE_ADMIN_URL'] ?? '';
  const cluster = new Client(clusterUrl);
  await cluster.connect();
  await createDatabase(cluster, name);
  const url = loginUrl(clusterUrl, name);
  const orm = await createOrm({
    databaseUrl: url,
    applicationName: 'test',
    poolSize: 2,
    sessionRole: 'kontosync_owner',
  });
  try {
    await orm.migrator.up({ to: migration });
  } finally {
    await orm.close();
  }
  const adminUrl = new URL(clusterUrl);
  adminUrl.pathname = `/${name}`;
  const admin = new Client(adminUrl.href);
  await admin.connect();
  return {
    url,
    admin,
    async close() {
      await admin.end();
      await cluster.query(`drop database "${name}" with (force)`);
      await cluster.end();
    },
  };
}
