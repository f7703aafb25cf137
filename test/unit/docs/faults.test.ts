import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { endpoints } from '../../../simulator/endpoints.ts';
import { faultCatalogue } from '../../../simulator/faults/catalogue.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'simulator.md'), 'utf8');

test('docs/simulator.md names each fault once, and no other', () => {
  const described = [...page.matchAll(/^\| `([a-z0-9]+\.[a-z0-9-]+)` \|/gm)].map(([, name = '']) => name);
  expect(described.toSorted()).toEqual(faultCatalogue.map(({ name }) => name).toSorted());
});

test('docs/simulator.md names each endpoint', () => {
  const [, named = ''] = /`endpoint` is one of ([^;]+);/.exec(page) ?? [];
  expect(named.split(', ')).toEqual(endpoints.map((endpoint) => `\`${endpoint}\``));
});

test('faults have names of their own', () => {
  const names = faultCatalogue.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
