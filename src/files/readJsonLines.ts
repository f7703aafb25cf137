import { z } from 'zod';
import { BadFileError } from './badFileError.ts';
import { type FileLine, readLines } from './readLines.ts';

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
    for await (const line of readLines(file, longestLine)) {
      lineNumber += 1;
      if (!line.isCut && line.text.trim() === '') continue;
      const parsed = schema.safeParse(fromJson(line));
      if (parsed.success) yield { lineNumber, value: parsed.data };
      else onProblem({ file, lineNumber, message: inWords(line, parsed.error) });
    }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause)
      throw new BadFileError(`${file}: cannot be read (${String(cause.code)})`);
    throw cause;
  }
}

function fromJson({ text, isCut }: FileLine): unknown {
  if (isCut) return undefined;
  try {
    // A mark of the byte order is no part of the first object.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function inWords(line: FileLine, error: z.ZodError): string {
  if (line.isCut) return `longer than ${longestLine} characters`;
  if (fromJson(line) === undefined) return 'not JSON';
  return error.issues.map(({ path, message }) => `${path.map(String).join('.') || 'line'}: ${message}`).join('; ');
}
