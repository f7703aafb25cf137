/** What the pages say in tables is what the code has: each table is read and compared. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { searchAttributes } from '../../../src/contracts/searchAttributes.ts';
import { connectionStatuses, transitions } from '../../../src/domain/connectionStatus.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8');
const namesIn = (text: string, pattern: RegExp): readonly string[] =>
  [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].toSorted();
const section = (text: string, heading: string): string => text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';

/** The members of the schema in `config.ts` and its parts, which have no exported form. */
const schemas = [['config.ts'], ['api', 'rates', 'limitSettings.ts'], ['api', 'jwtSettings.ts']]
  .map((path) => read('src', ...path))
  .join('\n');
const settings = namesIn(schemas, /^ {2}([A-Z][A-Z_]+): (?:z|port|flag|count)\b/gm);

test('.env.example has every setting that is read', () => {
  expect(settings.length).toBeGreaterThan(30);
  expect(namesIn(read('.env.example'), /^# ([A-Z][A-Z_]+)=/gm)).toEqual(expect.arrayContaining([...settings]));
});

test('docs/operations.md has every setting that is read, and no other', () => {
  const rows = section(read('docs', 'operations.md'), 'Settings')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const named = rows.flatMap((row) => namesIn(row.split('|')[1] ?? '', /`([A-Z_]+)`/g));
  expect(named.toSorted()).toEqual(settings);
});

test('S-15 the table of states is the one in the code', () => {
  const rows = section(read('docs', 'architecture.md'), 'States of a connection')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const documented = rows.map(([, state = '', , next = '']) => [
    state.replaceAll('`', ''),
    [...next.matchAll(/`(\w+)`/g)].map(([, name]) => name),
  ]);
  expect(documented).toEqual(connectionStatuses.map((status) => [status, [...transitions[status]]]));
});

test('E-8 search attributes in docs/operations.md exist', () => {
  const known = Object.values(searchAttributes).map(({ name }) => name);
  expect(known).toEqual(expect.arrayContaining([...namesIn(read('docs', 'operations.md'), /\b(Kontosync[A-Z]\w+)/g)]));
});

test('C-17 every direct dependency has its reason, and there are at most 25 at run time', () => {
  const packages = z
    .object({
      dependencies: z.record(z.string(), z.string()),
      devDependencies: z.record(z.string(), z.string()),
      optionalDependencies: z.record(z.string(), z.string()),
    })
    .parse(JSON.parse(read('package.json')));
  const page = read('docs', 'adr', '0008-dependencies.md');
  const isReasoned = (name: string): boolean =>
    page.includes(`\`${name}\``) || (name.startsWith('@temporalio/') && page.includes(`\`${name.split('/')[1]}\``));
  const names = Object.values(packages).flatMap(Object.keys);
  expect(names.filter((name) => !isReasoned(name))).toEqual([]);
  expect(Object.keys(packages.dependencies).length).toBeLessThanOrEqual(25);
});

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];
/** As GitHub makes them of headings. */
const anchorsOf = (page: string): readonly string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

test.each(pages)('links in %s lead somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
  const broken = links.filter(([, path = '', anchor]) => {
    const target = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

test('each ADR is at most a page (S-24)', () => {
  const long = readdirSync(join(root, 'docs', 'adr')).filter(
    (name) => read('docs', 'adr', name).split(/\s+/).length > 600,
  );
  expect(long).toEqual([]);
});
