import { Client, DatabaseError, escapeIdentifier, escapeLiteral } from 'pg';

const roles = ['owner', 'app', 'worker', 'eraser', 'router', 'operator', 'audit_writer', 'readonly'] as const;
const ofLogin = ['owner', 'app', 'worker', 'eraser', 'router', 'operator'] as const;

/**
 * Makes the roles of C-5. They belong to the cluster, not to a database, so they are no migration. Any number of times,
 * by several processes at once, also from different databases: all of them or none, since on PostgreSQL 16 and later
 * only who made a role may grant it. Throws the database's 42501 where the login may not.
 *
 * The login may become each runtime role (`SET`) but holds no right of its own (no `INHERIT`): a query that forgot
 * `withClient` or `acrossClients` fails with 42501 instead of seeing too much.
 */
export async function createRoles(admin: Client, login: { name: string; password?: string }): Promise<void> {
  for (let isSecond = false; ; isSecond = true) {
    await admin.query('begin');
    try {
      await admin.query('select pg_advisory_xact_lock(4711)'); // CREATE ROLE has no IF NOT EXISTS, and starts may race
      await createMissing(admin, login);
      await admin.query('commit');
      return;
    } catch (error) {
      await admin.query('rollback');
      // The lock is of this database only: a start on another one was first, and has finished.
      if (isSecond || !(error instanceof DatabaseError && ['42710', '23505'].includes(error.code ?? ''))) throw error;
    }
  }
}

async function createMissing(admin: Client, login: { name: string; password?: string }): Promise<void> {
  const { rows } = await admin.query<{ rolname: string }>('select rolname from pg_roles');
  const known = new Set(rows.map((row) => row.rolname));
  for (const role of roles)
    if (!known.has(`kontosync_${role}`)) await admin.query(`create role kontosync_${role} nologin`);
  // Erasing is a worker's work with the right to delete (E-18), under the same policies.
  if (!known.has('kontosync_eraser')) await admin.query('grant kontosync_worker to kontosync_eraser');
  const name = escapeIdentifier(login.name);
  if (!known.has(login.name)) await admin.query(`create role ${name} login noinherit`);
  if (login.password !== undefined)
    await admin.query(`alter role ${name} login password ${escapeLiteral(login.password)}`);
  const version = await admin.query<{ number: string }>(`select current_setting('server_version_num') as number`);
  const options = Number(version.rows[0]?.number) >= 160_000 ? ' with inherit false, set true' : '';
  for (const role of ofLogin) await admin.query(`grant kontosync_${role} to ${name}${options}`);
}

/** Whether the present login may not take one of the roles that it needs. */
export async function loginLacksRoles(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ present: string }>(
    `select count(*)::text as present from pg_roles
     where rolname = any($1) and pg_has_role(current_user, oid, 'member')`,
    [ofLogin.map((role) => `kontosync_${role}`)],
  );
  return Number(rows[0]?.present) < ofLogin.length;
}

/** Makes a database that the owner role owns, where it is missing. */
export async function createDatabase(admin: Client, name: string, template?: string): Promise<void> {
  const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [name]);
  if (rowCount !== 0) return;
  const from = template === undefined ? '' : ` template ${escapeIdentifier(template)}`;
  await admin.query(`create database ${escapeIdentifier(name)} owner kontosync_owner${from}`);
}
