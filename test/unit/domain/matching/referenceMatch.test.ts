import { describe, expect, test } from '@jest/globals';
import { decideReferenceMatch, type ReferenceHit } from '../../../../src/domain/matching/referenceMatch.ts';

const moneyIn = { amountMinor: 10_000n, currency: 'NOK', bookingDate: '2026-03-10' } as const;
const moneyOut = { ...moneyIn, amountMinor: -10_000n } as const;
const invoice: ReferenceHit = {
  invoiceId: 'a',
  via: 'kid',
  kind: 'receivable',
  residualMinor: 10_000n,
  currency: 'NOK',
  issueDate: '2026-03-01',
  status: 'open',
};
const payable: ReferenceHit = { ...invoice, kind: 'payable', via: 'number' };

describe('first evidence class: matched', () => {
  test.each([
    ['money in, KID', moneyIn, [invoice], 'kid_exact'],
    ['money in, number', moneyIn, [{ ...invoice, via: 'number' }], 'invoice_number_exact'],
    ['money out, number', moneyOut, [payable], 'invoice_number_exact'],
    ['one invoice by KID and by number', moneyIn, [{ ...invoice, via: 'number' }, invoice], 'kid_exact'],
    ['on its issue date', { ...moneyIn, bookingDate: '2026-03-01' }, [invoice], 'kid_exact'],
    [
      'a closed invoice with the same KID',
      moneyIn,
      [{ ...invoice, invoiceId: '0', status: 'closed' }, invoice],
      'kid_exact',
    ],
  ] as const)('%s', (_name, transaction, hits, evidenceClass) => {
    expect(decideReferenceMatch(transaction, hits)).toEqual({
      decision: 'matched',
      allocations: [{ invoiceId: 'a', amountMinor: 10_000n }],
      evidenceClass,
      reason: evidenceClass,
    });
  });
});

describe('first evidence class: a person decides', () => {
  test.each([
    ['two invoices', moneyIn, [invoice, { ...invoice, invoiceId: 'b' }], 'several_hits'],
    ['KID and number of different invoices', moneyIn, [invoice, { ...payable, invoiceId: 'b' }], 'several_hits'],
    ['closed', moneyIn, [{ ...invoice, status: 'closed' }], 'not_open'],
    ['used up', moneyIn, [{ ...invoice, residualMinor: 0n }], 'not_open'],
    ['issued later', { ...moneyIn, bookingDate: '2026-02-28' }, [invoice], 'not_open'],
    ['money in for a payable', moneyIn, [payable], 'wrong_direction'],
    ['money out for a receivable', moneyOut, [invoice], 'wrong_direction'],
    ['a credit note', moneyIn, [{ ...invoice, kind: 'credit_note' }], 'wrong_direction'],
    ['a credit note, money out', moneyOut, [{ ...invoice, kind: 'credit_note' }], 'wrong_direction'],
    ['a zero row', { ...moneyIn, amountMinor: 0n }, [invoice], 'wrong_direction'],
    ['another currency', { ...moneyIn, currency: 'EUR' }, [invoice], 'currency_differs'],
    ['one øre too little', { ...moneyIn, amountMinor: 9_999n }, [invoice], 'amount_differs'],
    ['one øre too much', { ...moneyIn, amountMinor: 10_001n }, [invoice], 'amount_differs'],
  ] as const)('%s', (_name, transaction, hits, reason) => {
    expect(decideReferenceMatch(transaction, hits)).toMatchObject({ decision: 'review', reason });
  });

  test('at most three candidates are shown, in an order that does not depend on the query', () => {
    const hits = ['d', 'b', 'c', 'a'].map((invoiceId) => ({ ...invoice, invoiceId }));
    const decision = decideReferenceMatch(moneyIn, hits);
    expect(decision).toEqual(decideReferenceMatch(moneyIn, hits.toReversed()));
    expect(decision).toMatchObject({ candidates: [{ invoiceId: 'a' }, { invoiceId: 'b' }, { invoiceId: 'c' }] });
  });
});

test('no hit is unmatched', () => {
  expect(decideReferenceMatch(moneyIn, [])).toEqual({ decision: 'unmatched', reason: 'no_reference_hit' });
});
