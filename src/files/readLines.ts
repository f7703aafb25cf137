import { createReadStream } from 'node:fs';

/** A line without its end. `isCut`: it was longer, and only so much of it was kept. */
export interface FileLine {
  readonly text: string;
  readonly isCut: boolean;
}

/**
 * The lines of a UTF-8 file, each up to a line feed alone: JSON may hold any other separator of Unicode within a string. Of
 * a line of any length no more than `longest` characters and one read are held. Throws what the file system does.
 */
export async function* readLines(file: string, longest: number): AsyncGenerator<FileLine> {
  let begun = '';
  let length = 0;
  const keep = (text: string): void => {
    length += text.length;
    if (begun.length < longest) begun += text.slice(0, longest - begun.length);
  };
  const end = (): FileLine => {
    const line = { text: begun.replace(/\r$/, ''), isCut: length > longest };
    [begun, length] = ['', 0];
    return line;
  };
  for await (const chunk of createReadStream(file, 'utf8')) {
    const [first = '', ...others] = String(chunk).split('\n');
    keep(first);
    for (const text of others) {
      yield end();
      keep(text);
    }
  }
  if (length > 0) yield end();
}
