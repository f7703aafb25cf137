import { Client } from 'pg';
import { createDatabase, createRoles } from '../db/roles.ts';
import type { LocalSecrets } from './localSecrets.ts';
import type { RunningPostgres } from './postgres.ts';

const database = 'kontosync';
const login = 'kontosync_login';

/** Roles, login and database on the embedded cluster; returns the program's URL. Any number of times. */
export async function prepareLocalDatabase(
  postgres: RunningPostgres,
  port: number,
  { loginPassword }: LocalSecrets,
): Promise<string> {
  const admin = new Client(postgres.url('postgres'));
  await admin.connect();
  try {
    await createRoles(admin, { name: login, password: loginPassword });
    await createDatabase(admin, database);
  } finally {
    await admin.end();
  }
  return `postgres://${login}:${encodeURIComponent(loginPassword)}@127.0.0.1:${port}/${database}`;
}
