import { userInfo } from 'node:os';
import { Client, DatabaseError } from 'pg';
import { ConfigurationError } from '../../config.ts';
import { UnreachableError } from '../../unreachableError.ts';
import { renderResult, type StatementResult } from './renderResult.ts';

/** The session's role from its first statement on; `reset role` comes back to it (contract 3.3). */
export const asOperator = '-c role=kontosync_operator';

/** PostgreSQL cuts a longer name off. */
const longestName = 63;

/** Shown in pg_stat_activity, and who it was in the audit: the trigger takes the name after the slash. */
export function operatorName(user: string = userInfo().username): string {
  return `kontosync-psql/${user.replace(/[^\x20-\x7e]/g, '_')}`.slice(0, longestName);
}

export interface OperatorSession {
  /** What the statements came to, as text; throws the database's `DatabaseError` for one that it refuses. */
  run(sql: string): Promise<string>;
  close(): Promise<void>;
}

/** A session of its own as `kontosync_operator`. Throws `UnreachableError`, and `ConfigurationError` for a login that may not. */
export async function openOperatorSession(databaseUrl: string): Promise<OperatorSession> {
  const client = new Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 10_000,
    application_name: operatorName(),
    options: asOperator,
    types: { getTypeParser: () => (text: string) => text }, // as the database writes it
  });
  client.on('notice', (notice) => process.stderr.write(`${notice.severity ?? 'NOTICE'}: ${notice.message ?? ''}\n`));
  client.on('error', () => {}); // the next statement says it
  await client.connect().catch((cause: unknown) => {
    throw explain(cause);
  });
  return {
    async run(sql) {
      const results: unknown = await client.query({ text: sql, rowMode: 'array' });
      const all: readonly StatementResult[] = Array.isArray(results) ? results : [results];
      return all.map(renderResult).join('');
    },
    close: () => client.end(),
  };
}

function explain(cause: unknown): Error {
  const code = cause instanceof DatabaseError ? cause.code : undefined;
  if (code === '42501')
    return new ConfigurationError(
      'DATABASE_URL: the login is no member of kontosync_operator; see docs/operations.md',
      {
        cause,
      },
    );
  if (code === '22023')
    return new ConfigurationError('DATABASE_URL: the role kontosync_operator is not there: run kontosync migrate', {
      cause,
    });
  return new UnreachableError('DATABASE_URL: PostgreSQL does not answer there, or refuses the login', { cause });
}

/** A refused statement in the words of the database, which say what to do. */
export const describeRefusal = ({ message, detail, hint }: DatabaseError): string =>
  [
    `ERROR: ${message}`,
    ...(detail === undefined ? [] : [`DETAIL: ${detail}`]),
    ...(hint === undefined ? [] : [`HINT: ${hint}`]),
  ]
    .map((line) => `${line}\n`)
    .join('');
