import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { BadFileError } from './badFileError.ts';

/** A line that could not be read: which, and why in words. `lineNumber` counts from 1. */
export interface LineProblem {
  readonly file: string;
  readonly lineNumber: number;
  readonly message: string;
}

/** Of lines that are none of ours: a file of another kind says so a million times. */
const longestLine = 1_000_000;

/**
 * The lines of a JSON Lines file (contract 4: UTF-8, one object a line; empty lines are left out), as the schema reads them.
 * A line that is wrong is told to `onProblem` and costs the others nothing. Streams: never holds the file. Throws
 * `BadFileError` where the file cannot be read at all.
 */
export async function* readJsonLines<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  onProblem: (problem: LineProblem) => void,
): AsyncGenerator<{ readonly lineNumber: number; readonly value: z.output<Schema> }> {
  let lineNumber = 0;
  try {
    const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
    for await (const line of lines) {
      lineNumber += 1;
      if (line.trim() === '') continue;
      const parsed = schema.safeParse(line.length > longestLine ? undefined : fromJson(line));
      if (parsed.success) yield { lineNumber, value: parsed.data };
      else onProblem({ file, lineNumber, message: inWords(line, parsed.error) });
    }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause)
      throw new BadFileError(`${file}: cannot be read (${String(cause.code)})`);
    throw cause;
  }
}

function fromJson(line: string): unknown {
  try {
    // A mark of the byte order is no part of the first object.
    return JSON.parse(line.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function inWords(line: string, error: z.ZodError): string {
  if (line.length > longestLine) return `longer than ${longestLine} characters`;
  if (fromJson(line) === undefined) return 'not JSON';
  return error.issues.map(({ path, message }) => `${path.map(String).join('.') || 'line'}: ${message}`).join('; ');
}
