import { expect, test } from '@jest/globals';
import { tuneCut } from '../../../../bench/matching/baselines/peerFigures.ts';
import { autoFigures } from '../../../../bench/matching/metrics/autoFigures.ts';
import { calibrationFigures } from '../../../../bench/matching/metrics/calibrationFigures.ts';
import { rankFigures, reviewRankFigures } from '../../../../bench/matching/metrics/rankFigures.ts';
import { type Outcome, outcomeOf } from '../../../../bench/matching/replay/outcome.ts';
import type { Decision } from '../../../../src/domain/matching/decision.ts';
import type { OpenItem } from '../../../../src/domain/matching/openItem.ts';

const many = <T>(count: number, value: T): readonly T[] => Array.from({ length: count }, () => value);

test('matching 13: precision and coverage come as a pair, with the bound of matching 8 and the money', () => {
  const right = { oneToOne: true, isRight: true, amountKroner: 100 };
  const autos = [...many(946, right), { oneToOne: true, isRight: false, amountKroner: 5_400 }];
  const figures = autoFigures(autos, 1_000);
  expect(figures).toMatchObject({ autos: 947, errors: 1, coverage: 0.946, postedKroner: 100_000 });
  expect(figures.precision).toBeCloseTo(946 / 947, 12);
  expect(figures.bound).toBeGreaterThanOrEqual(0.995);
  expect(autoFigures(autos.slice(1), 1_000).bound).toBeLessThan(0.995);
  expect(figures.wrongPerMillion).toBe(54_000);
});

test('matching 13: what is posted beside 1:1 payments counts for precision, not for coverage', () => {
  const figures = autoFigures([{ oneToOne: false, isRight: true, amountKroner: 1 }], 10);
  expect(figures).toMatchObject({ autos: 1, coverage: 0, precision: 1 });
  expect(autoFigures([], 10)).toMatchObject({ precision: null, bound: 0, wrongPerMillion: 0 });
});

const promised = (probability: number, isRight: boolean) => ({ probability, isRight });

test('matching 13: ECE is the distance of promise and truth, Brier its square', () => {
  const halfRight = [...many(5, promised(0.9, true)), ...many(5, promised(0.9, false))];
  expect(calibrationFigures(halfRight).ece).toBeCloseTo(0.4, 12);
  expect(calibrationFigures(halfRight).brier).toBeCloseTo((0.01 + 0.81) / 2, 12);
  const honest = [...many(9, promised(0.9, true)), promised(0.9, false)];
  expect(calibrationFigures(honest).ece).toBeCloseTo(0, 12);
  expect(calibrationFigures([...honest, promised(1, true), promised(0, false)]).bins.map(({ count }) => count)).toEqual(
    [1, 10, 1],
  );
});

const at = (score: number, right: boolean) => ({
  paymentId: '',
  score,
  right,
  rank: right ? 1 : null,
  oneToOne: true,
  amountKroner: 1,
});

test('matching 13: a cut is tuned from strict to loose and no further than the first failure', () => {
  expect(tuneCut(many(597, at(1, true)))).toBeNull();
  expect(tuneCut([...many(598, at(1, true)), at(0.9, false), ...many(5_000, at(0.8, true))])).toBeCloseTo(0.905, 9);
  expect(tuneCut([...many(598, at(1, true)), at(1, false)])).toBeNull();
});

const item: OpenItem = {
  id: 'A',
  externalId: 'A',
  kind: 'receivable',
  side: 'receivable',
  number: '1',
  kid: null,
  currency: 'NOK',
  amountMinor: 100n,
  residualMinor: 100n,
  issueDate: '2025-01-01',
  dueDate: '2025-01-15',
  partyId: 'K1',
};
const items = new Map<string, OpenItem>([
  ['A', item],
  ['twin of A', { ...item, id: 'twin of A' }],
  ['due later', { ...item, id: 'due later', dueDate: '2025-02-15' }],
]);
const payment = { amountMinor: 100n, bookingDate: '2025-01-20' };
const truth = { kind: 'single', oneToOne: true, tags: [], allocations: [{ itemId: 'A', amountMinor: 100n }] } as const;
const candidate = (itemId: string, probability: number, amountMinor = 100n) =>
  ({ kind: 'single', allocations: [{ itemId, amountMinor }], probability, residualMinor: 0n, reasons: [] }) as const;
const decided = (decision: Decision['decision'], candidates: Decision['candidates']): Decision => ({
  paymentId: 'T1',
  lineIndex: null,
  kind: 'single',
  residualMinor: 0n,
  evidenceClass: null,
  logOdds: 1,
  decision,
  allocations: [],
  probability: 0.7,
  withheldBecause: null,
  task: null,
  candidates,
});
const judge = (decision: Decision): Outcome =>
  outcomeOf(decision, truth, payment, { isFound: true, itemOf: (id) => items.get(id) ?? null });

test('matching 13: an invoice that nothing tells from the true one is right, one due another day is not', () => {
  expect(judge(decided('auto', [candidate('twin of A', 0.99)]))).toMatchObject({ isRight: true, rank: 1 });
  expect(judge(decided('auto', [candidate('due later', 0.99)]))).toMatchObject({ isRight: false, rank: null });
  expect(judge(decided('auto', [candidate('A', 0.99, 50n)]))).toMatchObject({ isRight: false, rank: null });
  expect(judge(decided('review', [candidate('due later', 0.6), candidate('A', 0.4)]))).toMatchObject({
    isRight: false,
    rank: 2,
    probability: 0.6,
  });
});

test('matching 13: to say "no invoice" of a payment that has one is wrong', () => {
  expect(judge(decided('none', []))).toMatchObject({ isRight: false, probability: 0.7, rank: null });
  const without = { ...truth, allocations: [] };
  const outcome = outcomeOf(decided('none', []), without, payment, { isFound: true, itemOf: () => null });
  expect(outcome).toMatchObject({ isRight: true, hasInvoice: false });
});

test('matching 13: ranks are of 1:1 payments, in review of all that have an invoice', () => {
  const outcomes = [
    judge(decided('auto', [candidate('A', 0.9)])),
    judge(decided('review', [candidate('due later', 0.6), candidate('A', 0.4)])),
    { ...judge(decided('review', [candidate('A', 0.6)])), oneToOne: false },
  ];
  expect(rankFigures(outcomes)).toEqual({ top1: 0.5, top3: 1, count: 2 });
  expect(reviewRankFigures(outcomes)).toEqual({ top1: 0.5, top3: 1, count: 2 });
});
