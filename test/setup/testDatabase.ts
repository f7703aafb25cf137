import { randomUUID } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import { Client, type QueryResultRow } from 'pg';
import { createOrm } from '../../src/db/orm.ts';
import { createDatabase } from '../../src/db/roles.ts';
import { loginUrl, templateName } from './templateDatabase.ts';

export interface TestDatabase {
  readonly name: string;
  /** For the program's login: no rights but those of the roles it takes. */
  readonly url: string;
  readonly adminUrl: string;
  readonly orm: MikroORM;
  /** As superuser, who sees and may do all: to arrange a case and to look at the outcome. */
  admin<Row extends QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** A migrated, empty database of its own for a test file (or a test). */
export async function openTestDatabase({ poolSize = 10 }: { readonly poolSize?: number } = {}): Promise<TestDatabase> {
  const clusterUrl = process.env['TEST_DATABASE_ADMIN_URL'];
  if (clusterUrl === undefined) throw new Error('this test needs the servers: run it by npm');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const cluster = new Client(clusterUrl);
  await cluster.connect();
  await createDatabase(cluster, name, templateName);
  const adminUrl = new URL(clusterUrl);
  adminUrl.pathname = `/${name}`;
  const admin = new Client(adminUrl.href);
  await admin.connect();
  const url = loginUrl(clusterUrl, name);
  const orm = await createOrm({ databaseUrl: url, applicationName: `test ${name}`, poolSize });
  return {
    name,
    url,
    adminUrl: adminUrl.href,
    orm,
    admin: async <Row extends QueryResultRow>(sql: string, values: readonly unknown[] = []) =>
      (await admin.query<Row>(sql, [...values])).rows,
    async close() {
      await orm.close();
      await admin.end();
      await cluster.query(`drop database "${name}" with (force)`);
      await cluster.end();
    },
  };
}
