import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { claimedItems, claimsOf } from '../../../../../src/domain/matching/batch/claims.ts';
import type { WeighedAnswer, WeighedPayment } from '../../../../../src/domain/matching/decision/weighPayment.ts';
import type { Hypothesis } from '../../../../../src/domain/matching/hypotheses/hypothesis.ts';
import { item, payment } from '../smallLedger.ts';

const single = (itemId: string): Hypothesis => ({
  kind: 'single',
  allocations: [{ itemId, amountMinor: 123_456n }],
  items: [item(itemId)],
  evidence: [],
  lnSpread: 0,
  residualMinor: 0n,
  solutions: 1,
});

function answerOf(itemIds: readonly string[], posterior: number): WeighedAnswer {
  const members = itemIds.map(single);
  const [taken = single('none')] = members;
  return { answer: { taken, members }, logOdds: 0, posterior, probability: posterior, seldomSeenNats: 0 };
}

const weighed = (id: string, candidates: readonly WeighedAnswer[]): WeighedPayment => ({
  payment: payment(id),
  candidates,
  restPosterior: 0,
  withoutItem: [],
  isVetoed: false,
  partyIds: [],
  paidBefore: new Set(),
});

/** What each other payment claims of the items, one by one. */
function byTheBook(all: readonly WeighedPayment[], own: WeighedPayment, { answer }: WeighedAnswer): readonly number[] {
  const itemIds = new Set(claimedItems(answer).keys());
  const claims = all
    .filter((other) => other !== own)
    .map(({ candidates }) =>
      candidates
        .filter(({ posterior }) => posterior > 0.01)
        .flatMap((one) =>
          [...claimedItems(one.answer)].map(([itemId, part]) => ({ itemId, claim: one.posterior * part })),
        )
        .filter(({ itemId }) => itemIds.has(itemId))
        .reduce((sum, { claim }) => Math.min(1, sum + claim), 0),
    );
  return claims
    .filter((claim) => claim > 0)
    .toSorted((a, b) => b - a)
    .slice(answer.members.length - 1);
}

test('matching 6 rivals are what the other payments claim of the same items, beyond those there is an item for', () => {
  const anyAnswer = fc
    .tuple(
      fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }),
      fc.constantFrom(0.005, 0.02, 0.25, 0.5, 0.75, 1),
    )
    .map(([itemIds, posterior]) => answerOf(itemIds, posterior));
  fc.assert(
    fc.property(fc.array(fc.array(anyAnswer, { minLength: 1, maxLength: 2 }), { maxLength: 5 }), (answers) => {
      const all = answers.map((candidates, index) => weighed(`p${index}`, candidates));
      const claims = claimsOf(all);
      for (const own of all)
        for (const candidate of own.candidates) {
          const rivals = claims.rivalsOf(own.payment.id, candidate.answer);
          const expected = byTheBook(all, own, candidate);
          expect(rivals).toHaveLength(expected.length);
          for (const [at, rival] of rivals.entries()) expect(rival).toBeCloseTo(expected[at] ?? -1, 12);
        }
    }),
  );
});

test('matching 15 two thousand payments of fifty interchangeable items: their rivals are known in seconds', () => {
  const itemIds = Array.from({ length: 50 }, (_unused, index) => `i${index}`);
  const shared = answerOf(itemIds, 0.9);
  const all = Array.from({ length: 2_000 }, (_unused, index) => weighed(`p${index}`, [shared]));
  const startedAtMs = performance.now();
  const claims = claimsOf(all);
  for (const { payment: own } of all) expect(claims.rivalsOf(own.id, shared.answer)).toHaveLength(2_000 - 1 - 49);
  // Half a second; each payment adding up all claims for itself takes half a minute.
  expect(performance.now() - startedAtMs).toBeLessThan(10_000);
});
