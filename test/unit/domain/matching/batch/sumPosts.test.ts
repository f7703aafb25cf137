import { describe, expect, test } from '@jest/globals';
import type { DecisionOptions } from '../../../../../src/domain/matching/batch/decisionOptions.ts';
import type { Decision } from '../../../../../src/domain/matching/decision.ts';
import { rowOutcome } from '../../../../../src/domain/matching/rowOutcome.ts';
import { autoPolicy, decide, item, payment, told } from '../smallLedger.ts';

const kids = ['2345676', '12345678903'] as const;
const items = [
  item('i1', { kid: kids[0], amountMinor: 9_000n }),
  item('i2', { kid: kids[1], amountMinor: 8_000n, partyId: 'B' }),
];
const line = (amountMinor: bigint, kid: string | null) => ({ amountMinor, kid, text: null, counterpartyName: null });
const sumPost = payment('p1', { amountMinor: 17_000n, lines: [line(9_000n, kids[0]), line(8_000n, kids[1])] });
const outcome = (given: Partial<DecisionOptions> = {}, row = sumPost, open = items) =>
  rowOutcome(decide([row], open, given), row.lines);
const vetoing =
  (...vetoed: readonly string[]) =>
  (paymentId: string, itemIds: readonly string[]): boolean =>
    paymentId === 'p1' && itemIds.join(' ') === vetoed.join(' ');

describe('matching 10: what a person undid of a sum post', () => {
  test('matching 12 property 8: the same invoices are neither matched nor proposed again', () => {
    expect(outcome()).toMatchObject({ outcome: 'matched', kind: 'subset' });
    expect(outcome({ vetoedSets: vetoing('i1', 'i2') })).toMatchObject({ outcome: 'proposed', candidates: [] });
  });

  test('nor where a line is for a person anyhow', () => {
    const certificates: DecisionOptions['certificates'] = [];
    expect(outcome({ certificates })).toMatchObject({ candidates: [{ kind: 'subset' }] });
    expect(outcome({ certificates, vetoedSets: vetoing('i1', 'i2') })).toMatchObject({ candidates: [] });
  });

  test('only that set is refused', () => {
    expect(outcome({ vetoedSets: vetoing('i1', 'i3') })).toMatchObject({ outcome: 'matched' });
  });

  test('its invoices are left to other payments', () => {
    const late = payment('p2', { amountMinor: 9_000n, kid: kids[0], bookingDate: '2026-02-01' });
    const decided = (given: Partial<DecisionOptions>): readonly string[] =>
      decide([sumPost, late], items, given).map((decision: Decision) => told(decision));
    expect(decided({}).at(-1)).not.toContain('auto');
    expect(decided({ vetoedSets: vetoing('i1', 'i2') }).at(-1)).toBe('p2 auto single i1:9000');
  });
});

const limited = (maxAutoAmountMinor: bigint) => outcome({ policy: { ...autoPolicy, maxAutoAmountMinor } });

describe('matching 9: the ceiling is for the sum that the bank booked', () => {
  test('which each of its lines is below', () => {
    expect(limited(16_999n)).toMatchObject({ outcome: 'proposed', reason: 'above_limit' });
    expect(limited(17_000n)).toMatchObject({ outcome: 'matched' });
  });

  test('and its lines are proposed all the same', () => {
    expect(limited(16_999n)).toMatchObject({
      candidates: [
        {
          allocations: [
            { itemId: 'i1', amountMinor: 9_000n },
            { itemId: 'i2', amountMinor: 8_000n },
          ],
        },
      ],
    });
  });
});

describe('matching 12 property 2: one match of a sum post never mixes signs', () => {
  const bill = item('i3', { kind: 'payable', side: 'payable', kid: '1000103-', amountMinor: 5_000n, partyId: 'C' });
  const both = payment('p1', { amountMinor: 4_000n, lines: [line(9_000n, kids[0]), line(-5_000n, '1000103-')] });

  test('a line that pays a bill is left to a person, with the lines of the direction of the row', () => {
    const decided = decide([both], [...items, bill]);
    expect(decided.map(({ decision }) => decision)).toEqual(['auto', 'auto']);
    expect(rowOutcome(decided, both.lines)).toMatchObject({
      outcome: 'proposed',
      reason: 'line_not_decided',
      candidates: [{ allocations: [{ itemId: 'i1', amountMinor: 9_000n }] }],
    });
  });
});

describe('matching 7: an invoice that two lines pay', () => {
  const twice = payment('p1', { amountMinor: 18_000n, lines: [line(9_000n, kids[0]), line(9_000n, kids[0])] });

  test('is proposed once, so that what is shown can be accepted', () => {
    expect(outcome({ certificates: [] }, twice)).toMatchObject({
      candidates: [{ allocations: [{ itemId: 'i1', amountMinor: 9_000n }] }],
    });
  });

  test('is a task where another payment has closed it', () => {
    const closed = items.map((one) => (one.id === 'i1' ? { ...one, residualMinor: 0n } : one));
    expect(outcome({}, sumPost, closed)).toMatchObject({ outcome: 'proposed', task: 'possible_double_payment' });
  });
});
