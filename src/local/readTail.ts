import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The last lines of a log from byte `from` on, at most 4 kB; '' when there is no such file. */
export function readTail(path: string, from = 0, lines = 20): string {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(file);
    const start = Math.max(from, size - 4096);
    const buffer = Buffer.alloc(Math.max(0, size - start));
    readSync(file, buffer, 0, buffer.length, start);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } finally {
    closeSync(file);
  }
}
