import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { readJsonLines } from '../../../src/files/readJsonLines.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kontosync-lines-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Values by line number, and what is said of the other lines. */
async function read(content: string): Promise<readonly (readonly [number, string])[]> {
  const path = join(folder, 'file.jsonl');
  await writeFile(path, content);
  const told: (readonly [number, string])[] = [];
  const lines = readJsonLines(path, z.object({ text: z.string() }), ({ lineNumber, message }) =>
    told.push([lineNumber, message]),
  );
  for await (const { lineNumber, value } of lines) told.push([lineNumber, value.text]);
  return told;
}

describe('contract 4: JSON Lines', () => {
  test.each([
    ['a line separator', '\u2028'],
    ['a paragraph separator', '\u2029'],
    ['a next line', '\u0085'],
  ])('%s within a string ends no line', async (_what, separator) => {
    const lines = [`Faktura 10001${separator}takk`, 'etter'].map((text) => JSON.stringify({ text }));
    expect(await read(lines.join('\n'))).toEqual([
      [1, `Faktura 10001${separator}takk`],
      [2, 'etter'],
    ]);
  });

  test('lines end at a line feed, before which a carriage return may stand; empty ones are counted and left out', async () => {
    expect(await read('\uFEFF{"text":"a"}\r\n\r\n  \n{"text":"b"}\n{"text":"c"}')).toEqual([
      [1, 'a'],
      [4, 'b'],
      [5, 'c'],
    ]);
  });

  test('characters of several bytes may lie on both sides of a read', async () => {
    const text = 'æøå€😀'.repeat(20_000);
    expect(await read(`${JSON.stringify({ text })}\n{"text":"b"}`)).toEqual([
      [1, text],
      [2, 'b'],
    ]);
  });

  test('what is wrong with a line is said of that line', async () => {
    expect(await read('{"text":1}\nno\n{"text":"b"}')).toEqual([
      [1, expect.stringContaining('text: ')],
      [2, 'not JSON'],
      [3, 'b'],
    ]);
  });

  test('D-14 a line that is too long is left out, whatever its length, and costs the others nothing', async () => {
    const long = JSON.stringify({ text: 'x'.repeat(5_000_000) });
    expect(await read(`{"text":"a"}\n${long}\n{"text":"b"}\n${long}`)).toEqual([
      [1, 'a'],
      [2, 'longer than 1000000 characters'],
      [3, 'b'],
      [4, 'longer than 1000000 characters'],
    ]);
  });
});
