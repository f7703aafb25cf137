import { Client } from 'pg';
import { loginLacksRoles } from './roles.ts';

export interface LoginFacts {
  /** 150004 is 15.4. */
  readonly versionNumber: number;
  readonly lacksRoles: boolean;
  /** It sees past every policy (C-18). */
  readonly bypassesPolicies: boolean;
}

/** What the server and the login of `DATABASE_URL` are; null: no answer, or the login is refused. Changes nothing. */
export async function inspectLogin(databaseUrl: string): Promise<LoginFacts | null> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch {
    return null;
  }
  try {
    const { rows } = await client.query<{ version: number; bypasses: boolean }>(
      `select current_setting('server_version_num')::int as version, (rolsuper or rolbypassrls) as bypasses
       from pg_roles where rolname = current_user`,
    );
    return {
      versionNumber: rows[0]?.version ?? 0,
      bypassesPolicies: rows[0]?.bypasses ?? true,
      lacksRoles: await loginLacksRoles(client),
    };
  } finally {
    await client.end();
  }
}
