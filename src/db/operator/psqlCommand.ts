import { DatabaseError } from 'pg';
import { type CommandInput, UsageError } from '../../command.ts';
import { requireSetting } from '../../config.ts';
import { openPsql } from './openPsql.ts';
import { describeRefusal, type OperatorSession, openOperatorSession } from './operatorSession.ts';
import { promptOperator } from './promptOperator.ts';

const usage = `usage: kontosync psql                 a prompt, or the statements of standard input
       kontosync psql -c <SQL>…      these statements`;

/** A statement was refused, as a bad input file would be (contract 5). */
const refused = 65;
/** psql: the connection was refused or lost. */
const psqlLostIt = 2;
const notReachable = 69;

/**
 * `psql`: the operators' tables, as the role `kontosync_operator` (contract 3.3). A person gets PostgreSQL's own `psql`
 * where it is installed, else a small prompt; scripts get the same output on every machine. Exit status 65 where a
 * statement is refused.
 */
export async function psqlCommand({ settings, environment, args }: CommandInput): Promise<number> {
  const statements = readArguments(args);
  const databaseUrl = requireSetting('DATABASE_URL', settings.databaseUrl);
  const isPerson = statements.length === 0 && process.stdin.isTTY;
  // Opened first in any case: what is wrong with the login is said in our words.
  const session = await openOperatorSession(databaseUrl);
  try {
    if (statements.length > 0) return await runAll(session, statements);
    const ended = isPerson ? await openPsql(databaseUrl, environment) : null;
    if (ended !== null) return ended === psqlLostIt ? notReachable : ended;
    const streams = { input: process.stdin, output: process.stdout, errors: process.stderr };
    return (await promptOperator(session, streams)) ? 0 : refused;
  } finally {
    await session.close();
  }
}

async function runAll(session: OperatorSession, statements: readonly string[]): Promise<number> {
  for (const statement of statements)
    try {
      process.stdout.write(await session.run(statement));
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      process.stderr.write(describeRefusal(error));
      return refused;
    }
  return 0;
}

function readArguments(args: readonly string[]): readonly string[] {
  const statements: string[] = [];
  for (let at = 0; at < args.length; at += 2) {
    const [flag, statement = ''] = args.slice(at, at + 2);
    if ((flag !== '-c' && flag !== '--command') || statement.trim() === '') throw new UsageError(usage);
    statements.push(statement);
  }
  return statements;
}
