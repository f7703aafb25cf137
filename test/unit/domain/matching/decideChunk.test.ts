import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type CitingTransaction, decideChunk } from '../../../../src/domain/matching/decideChunk.ts';
import type { ReferenceHit } from '../../../../src/domain/matching/referenceMatch.ts';

const hit = (invoiceId: string, residualMinor = 100n): ReferenceHit => ({
  invoiceId,
  via: 'number',
  kind: 'receivable',
  residualMinor,
  currency: 'NOK',
  issueDate: '2026-01-01',
  status: 'open',
});
const payment = (
  id: string,
  hits: readonly ReferenceHit[],
  { amountMinor = 100n, bookingDate = '2026-01-15' } = {},
): CitingTransaction => ({ id, hits, amountMinor, currency: 'NOK', bookingDate });

/** `id: invoice` or `id: reason`, by id. */
const shown = (transactions: readonly CitingTransaction[]): string[] =>
  [...decideChunk(transactions)]
    .map(([id, decision]) =>
      decision.decision === 'matched'
        ? `${id}: ${decision.allocations.map(({ invoiceId }) => invoiceId).join(' ')}`
        : `${id}: ${decision.reason}`,
    )
    .toSorted();

describe('matching 6: in order of booking date, then id', () => {
  const cases: readonly (readonly [string, readonly CitingTransaction[], readonly string[]])[] = [
    ['nothing', [], []],
    ['one', [payment('p1', [hit('A')])], ['p1: A']],
    ['two of one invoice', [payment('p2', [hit('A')]), payment('p1', [hit('A')])], ['p1: A', 'p2: not_open']],
    [
      'the earlier date first',
      [payment('p1', [hit('A')]), payment('p2', [hit('A')], { bookingDate: '2026-01-14' })],
      ['p1: not_open', 'p2: A'],
    ],
    [
      'a wrong amount takes nothing',
      [payment('p1', [hit('A')], { amountMinor: 99n }), payment('p2', [hit('A')])],
      ['p1: not_open', 'p2: A'],
    ],
    [
      'what a later one took is gone for an earlier one',
      [payment('p1', [hit('A'), hit('B')]), payment('p2', [hit('A')])],
      ['p1: B', 'p2: A'],
    ],
    [
      'a chain from the end',
      [payment('p1', [hit('B'), hit('C')]), payment('p2', [hit('A'), hit('B')]), payment('p3', [hit('A')])],
      ['p1: C', 'p2: B', 'p3: A'],
    ],
  ];
  test.each(cases)('matching 6 %s', (_name, transactions, expected) => {
    expect(shown(transactions)).toEqual(expected);
    expect(shown(transactions.toReversed())).toEqual(expected); // property 4: the order of the batch is irrelevant
  });
});

test('matching 12 no invoice is given out twice, and with what is then left nothing more is matched', () => {
  const invoices = ['A', 'B', 'C', 'D'];
  const anyPayment = fc.record({
    cited: fc.uniqueArray(fc.constantFrom(...invoices), { maxLength: 3 }),
    amountMinor: fc.constantFrom(100n, 99n),
    bookingDate: fc.constantFrom('2026-01-14', '2026-01-15'),
  });
  fc.assert(
    fc.property(fc.array(anyPayment, { maxLength: 8 }), (drawn) => {
      const payments = drawn.map(({ cited, ...rest }, index) =>
        payment(
          `p${index}`,
          cited.map((invoiceId) => hit(invoiceId)),
          rest,
        ),
      );
      const first = decideChunk(payments);
      const given = [...first.values()].flatMap((decision) =>
        decision.decision === 'matched' ? decision.allocations.map(({ invoiceId }) => invoiceId) : [],
      );
      expect(new Set(given).size).toBe(given.length);
      const rest = payments
        .filter(({ id }) => first.get(id)?.decision !== 'matched')
        .map((one) => ({
          ...one,
          hits: one.hits.map((each) => (given.includes(each.invoiceId) ? { ...each, residualMinor: 0n } : each)),
        }));
      for (const [id, decision] of decideChunk(rest)) expect(decision).toEqual(first.get(id));
    }),
  );
});
