import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  type AdviceCircuit,
  afterAnswer,
  closedCircuit,
  mayAsk,
} from '../../../../../src/domain/matching/advisor/adviceCircuit.ts';
import { inAdvisedOrder } from '../../../../../src/domain/matching/advisor/inAdvisedOrder.ts';

const after = (answers: string, nowMs = 1_000): AdviceCircuit =>
  Array.from(answers).reduce(
    (circuit, one) => afterAnswer(circuit, one === '+' ? 'advice' : 'failure', nowMs),
    closedCircuit,
  );

test.each([
  ['', true],
  ['----', true],
  ['-----', false],
  ['----+----', true],
  ['+-----', false],
])('matching 11 five failures in a row pause the advisor: %j', (answers, asks) => {
  expect(mayAsk(after(answers), 1_000)).toBe(asks);
});

test('matching 11 it is left alone for five minutes, and then one failure is enough', () => {
  const paused = after('-----');
  expect([300_999, 301_000].map((nowMs) => mayAsk(paused, nowMs))).toEqual([false, true]);
  expect(mayAsk(afterAnswer(paused, 'failure', 301_000), 301_001)).toBe(false);
  expect(afterAnswer(paused, 'advice', 301_000)).toEqual(closedCircuit);
});

test('matching 11 an order loses and doubles no candidate, whatever places it names', () => {
  const place = fc.oneof(fc.integer({ min: -2, max: 5 }), fc.double());
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 4 }), fc.array(place), (candidates, places) => {
      expect(inAdvisedOrder(candidates, places).toSorted()).toEqual(candidates.toSorted());
    }),
  );
  expect(inAdvisedOrder(['a', 'b', 'c'], [2])).toEqual(['c', 'a', 'b']);
});
