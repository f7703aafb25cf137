import { expect, test } from '@jest/globals';
import type { Decision } from '../../../src/domain/matching/decision.ts';
import { MatchSummary } from '../../../src/files/matchSummary.ts';

const decision = (given: Partial<Decision>): Decision => ({
  paymentId: 'p1',
  lineIndex: null,
  decision: 'review',
  kind: 'single',
  allocations: [],
  residualMinor: 0n,
  evidenceClass: 'kid/full',
  probability: 1,
  logOdds: 9,
  withheldBecause: null,
  task: null,
  candidates: [],
  ...given,
});

test('matching 8 the summary counts the autos that a person answered otherwise: they are errors', () => {
  const summary = new MatchSummary();
  summary.add(decision({}));
  expect(summary.render()).not.toContain('confirmed otherwise');
  summary.add(decision({ withheldBecause: 'confirmed_otherwise' }));
  expect(summary.render()).toMatch(/kid\/full +0 +2 +0 +0[^]*confirmed otherwise: 1$/);
});
