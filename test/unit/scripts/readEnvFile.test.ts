import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import { readEnvFile } from '../../../scripts/readEnvFile.mjs';

const folder = mkdtempSync(join(tmpdir(), 'kontosync-env-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const read = (text: string): Readonly<Record<string, string>> => {
  writeFileSync(join(folder, '.env'), text);
  return readEnvFile(join(folder, '.env'));
};

describe('contract 2 the set-up reads .env as the program does', () => {
  test.each([
    ['a value', 'A=1', { A: '1' }],
    ['spaces around it', '  A =  1  ', { A: '1' }],
    ['quotes', `A="1 # 2"\nB='x "y"'`, { A: '1 # 2', B: 'x "y"' }],
    ['export', 'export A=1', { A: '1' }],
    ['comments', '# A=1\nB=2 # two\n#', { B: '2' }],
    ['nothing', 'A=\nB=""', { A: '', B: '' }],
    ['an equals sign in it', 'A=postgres://u:p@h/d?x=1', { A: 'postgres://u:p@h/d?x=1' }],
    ['line ends of Windows', 'A=1\r\nB=2\r\n', { A: '1', B: '2' }],
    ['the last one wins', 'A=1\nA=2', { A: '2' }],
  ])('%s', (_form, text, expected) => {
    expect(read(text)).toEqual(expected);
    expect({ ...parseEnv(text) }).toEqual(expected);
  });

  test('lines that set nothing', () => {
    expect(read('no setting\n= 5\n1A=2\n\n')).toEqual({});
  });

  test('no file', () => {
    expect(readEnvFile(join(folder, 'absent'))).toEqual({});
  });
});
