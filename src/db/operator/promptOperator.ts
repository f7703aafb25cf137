import { createInterface } from 'node:readline';
import { DatabaseError } from 'pg';
import { describeRefusal, type OperatorSession } from './operatorSession.ts';

const help = 'A statement ends with ; at the end of a line. \\q or Ctrl-D ends the session.\n';

export interface PromptStreams {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
  readonly errors: NodeJS.WritableStream;
}

/**
 * Reads statements and runs them, each when it is complete; what has no `;` yet at the end of the input is run too. A
 * person goes on after a refused one, a script ends there. False: one was refused and the input is no terminal.
 */
export async function promptOperator(
  session: OperatorSession,
  { input, output, errors }: PromptStreams,
): Promise<boolean> {
  const isPerson = input.isTTY === true;
  const lines = createInterface({ input, terminal: isPerson, ...(isPerson ? { output, prompt: 'kontosync=> ' } : {}) });
  if (isPerson) output.write(help);
  const run = async (sql: string): Promise<boolean> => {
    try {
      output.write(await session.run(sql));
      return true;
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      errors.write(describeRefusal(error));
      return false;
    }
  };

  let waiting = '';
  try {
    if (isPerson) lines.prompt();
    for await (const line of lines) {
      if (waiting === '' && /^\\q\b/.test(line)) return true;
      if (line.trim() !== '') waiting += `${line}\n`;
      if (line.trimEnd().endsWith(';')) {
        const statement = waiting;
        waiting = '';
        if (!(await run(statement)) && !isPerson) return false;
      }
      if (isPerson) {
        lines.setPrompt(waiting === '' ? 'kontosync=> ' : 'kontosync-> ');
        lines.prompt();
      }
    }
    return waiting === '' || (await run(waiting)) || isPerson;
  } finally {
    lines.close();
  }
}
