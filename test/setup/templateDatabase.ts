import { Client } from 'pg';
import { migrate } from '../../src/db/migrate.ts';
import { createDatabase, createRoles } from '../../src/db/roles.ts';

/** What every test database is a copy of, and the login that the program uses in it. */
export const templateName = 'kontosync_template';
export const testLogin = { name: 'kontosync_test_login', password: 'only-for-tests' };

/** The URL of a database on the test cluster for the program's login. */
export function loginUrl(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.username = testLogin.name;
  url.password = testLogin.password;
  url.pathname = `/${database}`;
  return url.href;
}

/** Roles and the migrated template, once a run, when the cluster is up. */
export async function prepareTemplateDatabase(adminUrl: string): Promise<void> {
  const admin = new Client(adminUrl);
  await admin.connect();
  try {
    await createRoles(admin, testLogin);
    await createDatabase(admin, templateName);
  } finally {
    await admin.end();
  }
  await migrate(loginUrl(adminUrl, templateName));
}
