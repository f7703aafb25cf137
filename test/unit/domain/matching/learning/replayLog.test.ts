import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { LearningAction } from '../../../../../src/domain/matching/learning/learningAction.ts';
import { replayLog } from '../../../../../src/domain/matching/learning/replayLog.ts';
import { confirmed, day, item, payer, posted, rejected, undone } from './log.ts';

/** Decayed weight of "KID equal" that a log leaves on a day. */
const taught = (log: readonly LearningAction[], asOf: string): number =>
  replayLog(log, day(asOf)).levels.REF['kid_equal']?.decayed ?? 0;

describe('matching 10: what a label weighs', () => {
  const cases: readonly (readonly [string, readonly LearningAction[], string, number])[] = [
    ['an empty log', [], '2026-03-01', 0],
    ["a person's, the day after", [confirmed('t', '2026-03-01', ['A'])], '2026-03-02', 2 ** (-1 / 180)],
    ['its own day: not yet', [confirmed('t', '2026-03-01', ['A'])], '2026-03-01', 0],
    ['half of it after 180 days', [confirmed('t', '2026-03-01', ['A'])], '2026-08-28', 0.5],
    ['an auto of 45 days: nothing', [posted('t', '2026-03-01', ['A'])], '2026-04-15', 0],
    [
      'an auto that stood for longer: a fifth',
      [posted('t', '2026-03-01', ['A'])],
      '2026-04-16',
      0.2 * 2 ** (-46 / 180),
    ],
    ['an auto undone: nothing', [posted('t', '2026-03-01', ['A']), undone('t', '2026-03-09')], '2026-06-01', 0],
    [
      'a confirmation undone: nothing',
      [confirmed('t', '2026-03-01', ['A']), undone('t', '2026-03-09')],
      '2026-06-01',
      0,
    ],
    [
      'a person who confirms an auto: a whole one, once',
      [posted('t', '2026-03-01', ['A']), confirmed('t', '2026-03-02', ['A'])],
      '2026-08-29',
      0.5,
    ],
    [
      'two items of one payment: one label',
      [
        confirmed('t', '2026-03-01', ['A', 'B'], {
          levels: [
            { group: 'REF', level: 'kid_equal' },
            { group: 'REF', level: 'none' },
          ],
        }),
      ],
      '2026-08-28',
      0.25,
    ],
  ];
  test.each(cases)('matching 10 %s', (_name, log, asOf, weight) => {
    expect(taught(log, asOf)).toBeCloseTo(weight, 12);
  });
});

test('matching 10 an empty confirmed list teaches the prior of none, and nothing else', () => {
  const weights = replayLog([confirmed('t', '2026-03-01', [])], day('2026-08-28'));
  expect(weights.payers.never_seen.in).toEqual({ withInvoice: 0, withoutInvoice: 0.5 });
  expect(weights).toMatchObject({ kinds: {}, aliases: [], lagsDays: {}, vetoes: [] });
  expect(weights.levels).toEqual({ REF: {}, AMOUNT: {}, PARTY: {}, DATE: {}, CONTEXT: {} });
});

test("matching 10 the prior of none is learnt by the payer's record and the sign", () => {
  const out = payer({ record: 'both', direction: 'out' });
  const log = [confirmed('t', '2026-03-01', ['A'], { payer: out }), confirmed('s', '2026-03-01', [])];
  const { payers } = replayLog(log, day('2026-08-28'));
  expect(payers.both).toEqual({
    in: { withInvoice: 0, withoutInvoice: 0 },
    out: { withInvoice: 0.5, withoutInvoice: 0 },
  });
});

test('matching 12 property 8: a rejection and an undone auto veto their pairs for ever, whatever follows', () => {
  const log = [
    rejected('t', '2026-03-01', ['A', 'B']),
    posted('s', '2026-03-01', ['C']),
    undone('s', '2026-03-02'),
    confirmed('t', '2026-03-03', ['A']),
    undone('t', '2026-03-04'), // a person's own confirmation taken back is no rejection
  ];
  const vetoes = [
    { paymentId: 's', itemId: 'C' },
    { paymentId: 't', itemId: 'A' },
    { paymentId: 't', itemId: 'B' },
  ];
  expect(replayLog(log, day('2026-03-01')).vetoes).toEqual(vetoes);
  expect(replayLog(log, day('2036-03-01')).vetoes).toEqual(vetoes);
});

test('matching 8 labels that certify come from persons asked without regard to the outcome; an undone auto is told apart', () => {
  const proposal = { evidenceClass: 'kid/full', logOdds: 9, right: true, isUnbiased: true };
  const log = [
    confirmed('t1', '2026-03-01', ['A'], { proposal }),
    confirmed('t2', '2026-03-01', ['B'], { proposal: { ...proposal, isUnbiased: false } }),
    rejected('t3', '2026-03-01', ['C'], { proposal: { ...proposal, right: false } }),
    posted('t4', '2026-01-01', ['D']), // stood for long, and certifies nothing all the same
    posted('t5', '2026-01-01', ['E']),
    undone('t5', '2026-01-02'),
  ];
  const { experience } = replayLog(log, day('2026-06-01'));
  expect(experience.labels.map(({ right }) => right)).toEqual([true, false]);
  expect(experience.undone).toMatchObject([{ evidenceClass: 'kid/full', logOdds: 9 }]);
});

test('matching 4 of a party the last eight lags are kept, oldest first', () => {
  const log = Array.from({ length: 10 }, (_unused, index) =>
    confirmed(`t${index}`, '2026-03-01', [`I${index}`], { items: [item(`I${index}`, { lagDays: index })] }),
  );
  expect(replayLog(log, day('2026-04-01')).lagsDays).toEqual({ P: [2, 3, 4, 5, 6, 7, 8, 9] });
});

test('matching 12 property 9: replaying the log rebuilds the same weights, in one go or by what was stored', () => {
  const days = ['2026-01-01', '2026-02-15', '2026-05-01'];
  const anyAction = fc
    .tuple(
      fc.constantFrom('t1', 't2', 't3'),
      fc.constantFrom(...days),
      fc.constantFrom('A', 'B', 'C'),
      fc.constantFrom(confirmed, posted, rejected, undone),
    )
    .map(([paymentId, at, itemId, make]) => make(paymentId, at, [itemId]));
  fc.assert(
    fc.property(fc.array(anyAction, { maxLength: 20 }), fc.constantFrom(...days, '2026-12-31'), (log, asOf) => {
      const weights = replayLog(log, day(asOf));
      const stored = structuredClone(log);
      expect(JSON.stringify(replayLog(stored, day(asOf)))).toBe(JSON.stringify(weights));
      const labelled = Object.values(weights.levels.REF).reduce((sum, { seen }) => sum + seen, 0);
      expect(labelled).toBeLessThanOrEqual(3); // a payment has one answer at most
    }),
  );
});
