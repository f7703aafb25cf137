import { Client, DatabaseError } from 'pg';
import { ConfigurationError } from '../config.ts';
import { UnreachableError } from '../unreachableError.ts';
import { createRoles, loginLacksRoles } from './roles.ts';

/**
 * Sees to it that the roles exist, that the login may take them and that the owner may create tables: what `migrate`
 * needs beside the login of `DATABASE_URL`. Where the login may not make roles, they must be there already. Throws
 * `UnreachableError` and `ConfigurationError`.
 */
export async function prepareDatabase(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect().catch((cause: unknown) => {
    throw new UnreachableError('DATABASE_URL: PostgreSQL does not answer there, or refuses the login', { cause });
  });
  try {
    const { rows } = await client.query<{ login: string; may_create: boolean }>(
      `select current_user as login, (rolcreaterole or rolsuper) as may_create
       from pg_roles where rolname = current_user`,
    );
    const login = rows[0]?.login ?? '';
    if (await loginLacksRoles(client)) {
      if (rows[0]?.may_create !== true) throw new ConfigurationError(rolesMissing);
      await createRoles(client, { name: login }).catch((error: unknown) => {
        // It may make roles, but those that are there were made by somebody else.
        throw error instanceof DatabaseError && error.code === '42501' ? new ConfigurationError(rolesMissing) : error;
      });
    }
    await grantSchema(client);
  } finally {
    await client.end();
  }
}

const rolesMissing =
  'DATABASE_URL: the login is no member of the runtime roles and may not make them; see docs/operations.md';

async function grantSchema(client: Client): Promise<void> {
  // Two grants at once would end in "tuple concurrently updated". One without the right may be a mere warning.
  await client.query(
    `do $$ begin
       perform pg_advisory_xact_lock(4711);
       if not has_schema_privilege('kontosync_owner', 'public', 'create') then
         grant usage, create on schema public to kontosync_owner;
       end if;
     exception when insufficient_privilege then null;
     end $$`,
  );
  const { rows } = await client.query<{ may: boolean }>(
    `select has_schema_privilege('kontosync_owner', 'public', 'create') as may`,
  );
  if (rows[0]?.may !== true)
    throw new ConfigurationError(
      'DATABASE_URL: kontosync_owner may not create tables in schema public, and the login may not allow it; see docs/operations.md',
    );
}
