import { readFileSync } from 'node:fs';

const LINE = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^#\n]*))/;

/**
 * The variables of a `.env` file: `NAME=value` lines, quotes optional, `#` begins a comment.
 *
 * @param {string} path a file that is not there counts as empty
 * @returns {Record<string, string>}
 */
export function readEnvFile(path) {
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return {};
  }
  const found = text.split(/\r?\n/).map((line) => LINE.exec(line));
  return Object.fromEntries(found.flatMap((m) => (m ? [[m[1], m[2] ?? m[3] ?? m[4].trim()]] : [])));
}
