import { spawn } from 'node:child_process';
import { asOperator, operatorName } from './operatorSession.ts';

/** What PostgreSQL's own client is started with: the password in its environment, where no list of processes shows it. */
export function psqlCall(databaseUrl: string): {
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
} {
  const url = new URL(databaseUrl);
  const password = decodeURIComponent(url.password);
  url.password = '';
  // What stands in the address would win over the variables.
  for (const name of ['application_name', 'options', 'password']) url.searchParams.delete(name);
  return {
    args: ['--no-psqlrc', '--set', 'PROMPT1=kontosync%R%x%# ', url.href],
    variables: {
      PGAPPNAME: operatorName(),
      PGOPTIONS: asOperator,
      ...(password === '' ? {} : { PGPASSWORD: password }),
    },
  };
}

/** Ctrl-C ends the statement, not the session. */
const leaveToChild = (): void => {};

/** Hands the terminal to `psql`, and returns its exit status; null: it is not installed. */
export async function openPsql(databaseUrl: string, environment: NodeJS.ProcessEnv): Promise<number | null> {
  const { args, variables } = psqlCall(databaseUrl);
  // The secrets of the program are none of its business, nor of what `\!` starts.
  const inherited = ['PATH', 'HOME', 'TERM', 'LANG', 'LC_ALL', 'PAGER', 'EDITOR', 'PGSSLROOTCERT', 'PGSSLMODE'];
  const env = Object.fromEntries(
    inherited.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  );
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  const child = spawn('psql', args, { stdio: 'inherit', env: { ...env, ...variables } });
  process.on('SIGINT', leaveToChild);
  child.once('error', (error) => ('code' in error && error.code === 'ENOENT' ? resolve(null) : reject(error)));
  child.once('exit', (code) => resolve(code ?? 1));
  try {
    return await promise;
  } finally {
    process.off('SIGINT', leaveToChild);
  }
}
