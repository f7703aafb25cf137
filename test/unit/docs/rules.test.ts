import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..', '..');
const folders = ['src', 'simulator', 'bench', 'scripts', 'test'];
const id = String.raw`(?:[A-E]-\d{1,2}|S-\d{1,2}|[FIM]\d{1,2}|Q\d{2})`;

/** In comments anywhere; in texts where a test's name opens with the rule, or has it in brackets. */
const comment = /\/\*[\s\S]*?\*\/|(?<![:'"`\w])\/\/.*/g;
const opening = new RegExp(String.raw`['"\`](${id}(?:, ${id}| and ${id})*)[ :]`, 'g');
const bracketed = new RegExp(String.raw`\((${id}(?:, ${id})*)\)`, 'g');
const anywhere = new RegExp(String.raw`(?<![\w-])${id}(?![\w-])`, 'g');

function citedIn(source: string): readonly string[] {
  const named = [...source.matchAll(opening), ...source.matchAll(bracketed)].map(([, ids = '']) => ids);
  const said = source.match(comment) ?? [];
  return [...new Set([...said, ...named].flatMap((text) => text.match(anywhere) ?? []))];
}

/** File → the ids that it cites. */
function citations(): ReadonlyMap<string, readonly string[]> {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mjs)$/.test(name))
      .map((name) => join(folder, name)),
  );
  return new Map(files.map((file) => [file, citedIn(readFileSync(join(root, file), 'utf8'))] as const));
}

function explainedIds(): readonly string[] {
  const page = readFileSync(join(root, 'docs', 'rules.md'), 'utf8');
  return [...page.matchAll(new RegExp(String.raw`^- \*\*(${id})\*\* \S.+\.$`, 'gm'))].map(([, known = '']) => known);
}

test('every rule that code or tests cite stands in docs/rules.md', () => {
  const known = new Set(explainedIds());
  const unknown = [...citations()].flatMap(([file, ids]) =>
    ids.filter((cited) => !known.has(cited)).map((cited) => `${cited} in ${file}`),
  );
  expect([...new Set(unknown)]).toEqual([]);
});

test('each rule is explained once', () => {
  const ids = explainedIds();
  expect(ids.filter((one, index) => ids.indexOf(one) !== index)).toEqual([]);
});

test.each([
  ["test('A-4 one use', () => {", ['A-4']],
  ["test('I4, M3 twins survive (I16)', () => {", ['I4', 'M3', 'I16']],
  ["['F1', '10000'], text: 'Faktura F1 og F2'", []],
  ['/** The lock (D-6), not F4. */', ['D-6', 'F4']],
  ["const url = 'https://host/F9'; // as B-12 asks", ['B-12']],
  ['createHash(`SHA-256`)', []],
])('what counts as a citation: %s', (source, ids) => {
  expect(citedIn(source).toSorted()).toEqual([...ids].toSorted());
});
