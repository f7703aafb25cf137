/**
 * `npm run train:match`: generates companies, trains the matcher on them and writes what is shipped to
 * src/domain/matching/shipped/ (matching 8). About half an hour on two cores. Options: `--quick` (two companies a regime,
 * nothing is written), `--certify N` (companies a regime for certificates).
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { trainingPlan } from './training/trainingPlan.ts';
import { trainingTable } from './training/trainingTable.ts';
import { trainMatcher } from './training/trainMatcher.ts';
import { writeShipped } from './training/writeShipped.ts';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, certify: { type: 'string', default: '24' } },
});
const from = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_unused, index) => first + index);
const seeds = values.quick
  ? { counted: [1], fitted: [11], certified: [21] }
  : { counted: from(1, 3), fitted: from(11, 3), certified: from(21, Number(values.certify)) };

const root = join(import.meta.dirname, '..', '..');
const startedAt = performance.now();
const say = (line: string): void => {
  process.stderr.write(`${Math.round((performance.now() - startedAt) / 1000)} s: ${line}\n`);
};
const trained = trainMatcher(trainingPlan(seeds), say);
process.stdout.write(`${trainingTable(trained)}\n`);
if (!values.quick) {
  const version = writeShipped(trained, { trainedOn: new Date().toISOString().slice(0, 10), seeds });
  spawnSync('node_modules/.bin/biome', ['check', '--write', 'src/domain/matching/shipped'], {
    cwd: root,
    stdio: 'inherit',
  });
  say(`written: ${version}`);
}
