import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { anyHistory, tellHistory } from './history.ts';
import { play } from './play.ts';

const histories = Number(process.env['MODEL_HISTORIES'] ?? 2_000);
const seed = Number(process.env['MODEL_SEED'] ?? Date.now() % 2 ** 31);

test(
  `ledger 13 ${histories} histories of a bank, each with nine quiet nights after it`,
  () => {
    process.stdout.write(`model of the ledger: ${histories} histories, MODEL_SEED=${seed}\n`);
    const outcome = fc.check(
      fc.property(anyHistory, (history) => play(history)),
      { numRuns: histories, seed, endOnFailure: false },
    );
    const [failed] = outcome.counterexample ?? [];
    const told = failed === undefined ? '' : `\n${tellHistory(failed)}\n${String(outcome.errorInstance)}`;
    if (outcome.failed) throw new Error(`MODEL_SEED=${seed}, after ${outcome.numShrinks} shrinks:${told}`);
    expect(outcome.numRuns).toBe(histories);
  },
  60 * 60_000,
);
