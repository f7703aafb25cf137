/**
 * `npm run test:mutants`: each deliberate mistake (ledger 12) is made in a copy of the sources, and the tests that are to
 * notice it are run there. A mistake that no test notices, or that can no longer be made, ends it with status 1.
 * Options: ids to run only these.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { decisionMutations } from './decisionMutations.ts';
import { mappingMutations } from './mappingMutations.ts';
import { matchingMutations } from './matchingMutations.ts';
import type { Edit, Mutation } from './mutation.ts';
import { pureMutations } from './pureMutations.ts';
import { storedMutations } from './storedMutations.ts';
import { tokenMutations } from './tokenMutations.ts';

const root = join(import.meta.dirname, '..', '..');
const wanted = process.argv.slice(2);
const all = [
  ...pureMutations,
  ...matchingMutations,
  ...decisionMutations,
  ...mappingMutations,
  ...storedMutations,
  ...tokenMutations,
];
const chosen = wanted.length === 0 ? all : all.filter(({ id }) => wanted.includes(id));
const modelHistories = '1000';
const outcomeSchema = z.object({
  numFailedTests: z.number(),
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

const copy = mkdtempSync(join(realpathSync(tmpdir()), 'kontosync-mutants-'));
const copied = [
  'src',
  'test',
  'simulator',
  'scripts',
  'tools',
  'docs',
  'bench',
  'package.json',
  'tsconfig.json',
  'jest.config.js',
];
for (const name of copied) cpSync(join(root, name), join(copy, name), { recursive: true });
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

/** What a test said; `null`: all of them passed, or could not be run. */
function killedBy({ tests, env }: Mutation): string | null {
  const report = join(copy, 'report.json');
  rmSync(report, { force: true });
  const jest = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    '--selectProjects',
    tests.project,
    '--runInBand',
    '--bail=1',
    '--json',
    `--outputFile=${report}`,
    ...(tests.names === undefined ? [] : ['--testNamePattern', tests.names]),
    ...tests.files,
  ];
  spawnSync(process.execPath, jest, {
    cwd: copy,
    env: { ...process.env, MODEL_HISTORIES: modelHistories, ...env },
    stdio: 'ignore',
  });
  const outcome = outcomeSchema.parse(JSON.parse(readFileSync(report, 'utf8')));
  if (outcome.numPassedTests + outcome.numFailedTests === 0) return null;
  const results = outcome.testResults.flatMap((file) => file.assertionResults);
  return results.find(({ status }) => status === 'failed')?.fullName ?? null;
}

/** Makes the mistake; what it was before is given back. `null`: it can no longer be made. */
function make(edits: readonly Edit[]): readonly (readonly [string, string])[] | null {
  const before: (readonly [string, string])[] = [];
  for (const { file, find, replace } of edits) {
    const path = join(copy, file);
    const source = readFileSync(path, 'utf8');
    if (source.split(find).length !== 2) {
      restore(before);
      return null;
    }
    before.push([path, source]);
    writeFileSync(
      path,
      source.replace(find, () => replace),
    );
  }
  return before;
}

function restore(before: readonly (readonly [string, string])[]): void {
  for (const [path, source] of before.toReversed()) writeFileSync(path, source);
}

let survivors = 0;
for (const mutation of chosen) {
  const before = make(mutation.edits);
  const killer = before === null ? null : killedBy(mutation);
  if (before !== null) restore(before);
  if (killer === null) survivors += 1;
  const verdict = before === null ? 'CANNOT BE MADE' : (killer ?? 'SURVIVED');
  process.stdout.write(`${mutation.id.padEnd(5)} ${mutation.mistake.padEnd(60)} ${verdict}\n`);
}
rmSync(copy, { recursive: true, force: true });
process.stdout.write(`${chosen.length - survivors} of ${chosen.length} noticed\n`);
process.exitCode = survivors === 0 ? 0 : 1;
