import { expect, test } from '@jest/globals';
import { residualMinor } from '../../../../src/domain/matching/residual.ts';

const used = (matchId: string, amountMinor: bigint, active = true) => ({ matchId, amountMinor, active });

test.each([
  ['nothing used', 1000n, [], [], 1000n],
  ['an active match', 1000n, [], [used('a', 400n)], 600n],
  ['a match that the ERP has in its figure', 600n, ['a'], [used('a', 400n)], 600n],
  ['one named, one not', 600n, ['a'], [used('a', 400n), used('b', 100n)], 500n],
  ['an undone match', 1000n, [], [used('a', 400n, false)], 1000n],
  ['used up', 1000n, [], [used('a', 1000n)], 0n],
  ['paid elsewhere meanwhile', 300n, [], [used('a', 400n)], 0n],
])('contract 4 the residual with %s', (_name, openAmountMinor, appliedMatchIds, allocations, expected) => {
  expect(residualMinor({ openAmountMinor, appliedMatchIds, allocations })).toBe(expected);
});
