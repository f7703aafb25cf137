import { describe, expect, test } from '@jest/globals';
import { accountOf, autoPolicy, certificatesAt, decide, item, nameOf, payment, told } from '../smallLedger.ts';

const ofA = { counterpartyAccount: accountOf['A'] ?? '', counterpartyName: nameOf('A') };
const kid = '2345676';

describe('matching 5: interchangeable items', () => {
  const [i1, i2] = [item('i1', { number: '1002' }), item('i2', { number: '1001' })];

  test('matching 5 are one answer: the lowest number is taken, and that is said', () => {
    const [decision] = decide([payment('p1', ofA)], [i1, i2]);
    expect(decision?.decision).toBe('auto');
    expect(decision?.allocations).toEqual([{ itemId: 'i2', amountMinor: 123_456n }]);
    expect(decision?.candidates[0]?.reasons.find(({ group }) => group === 'AMOUNT')?.text).toContain(
      '2 invoices like it are open',
    );
  });

  test('matching 6 two payments get one each', () => {
    const decisions = decide([payment('p2', ofA), payment('p1', ofA)], [i1, i2]);
    expect(decisions.map(told)).toEqual(['p1 auto single i2:123456', 'p2 auto single i1:123456']);
  });

  test('matching 6 three payments for two of them are for a person', () => {
    const decisions = decide([payment('p1', ofA), payment('p2', ofA), payment('p3', ofA)], [i1, i2]);
    expect(decisions.map(told)).toEqual([1, 2, 3].map((n) => `p${n} review single (rival)`));
  });

  test('matching 5 one of them that is cited stands alone', () => {
    const decisions = decide([payment('p1', { ...ofA, text: 'Faktura 1002' })], [i1, i2]);
    expect(decisions.map(told)).toEqual(['p1 auto single i1:123456']);
  });
});

describe('matching 5: equal amounts of one party', () => {
  const items = [item('i1', { dueDate: '2026-02-14' }), item('i2', { dueDate: '2026-01-31' })];

  test('matching 5 are for a person', () => {
    expect(decide([payment('p1', ofA)], items).map(told)).toEqual(['p1 review single (not_allowed_for_kind)']);
  });

  test('matching 5 with FIFO the oldest due is taken', () => {
    const policy = { ...autoPolicy, fifo: true };
    expect(decide([payment('p1', ofA)], items, { policy, certificates: certificatesAt(3) }).map(told)).toEqual([
      'p1 auto single i2:123456',
    ]);
  });
});

describe('matching 6: payments that compete', () => {
  test('matching 6 two payments with the KID of one invoice on one day are for a person', () => {
    const decisions = decide([payment('p1', { kid }), payment('p2', { kid })], [item('i1', { kid })]);
    expect(decisions.map(told)).toEqual(['p1 review single (rival)', 'p2 review single (rival)']);
  });

  test('matching 6 on two days the second is a possible double payment', () => {
    const later = payment('p1', { kid, bookingDate: '2026-02-03' });
    expect(decide([later, payment('p2', { kid })], [item('i1', { kid })]).map(told)).toEqual([
      'p2 auto single i1:123456',
      'p1 task possible_double_payment duplicate (not_allowed_for_kind)',
    ]);
  });

  test('matching 6 a payment that could be for it does not keep the one with the KID from it', () => {
    const items = [item('i1', { kid }), item('i2', { partyId: 'B' }), item('i3', { partyId: 'C' })];
    const decisions = decide([payment('p1'), payment('p2', { kid })], items);
    expect(decisions.map(told)[1]).toBe('p2 auto single i1:123456');
  });

  test('matching 12 property 3 what a later payment takes decides an earlier one', () => {
    const items = [item('i1', { kid }), item('i2', { dueDate: '2026-02-28' })];
    const [first, second] = [payment('p1', ofA), payment('p2', { ...ofA, kid, bookingDate: '2026-02-05' })];
    expect(decide([first], items).map(told)).toEqual(['p1 review single (not_allowed_for_kind)']);
    expect(decide([first, second], items).map(told)).toEqual(['p1 auto single i2:123456', 'p2 auto single i1:123456']);
  });

  test('matching 2 each line of a sum is a payment of its own', () => {
    const line = { amountMinor: 123_456n, kid, text: null, counterpartyName: null };
    const sum = payment('p1', {
      amountMinor: 223_456n,
      text: 'OCR-GIRO',
      lines: [line, { ...line, amountMinor: 100_000n, kid: '99' }],
    });
    const decisions = decide([sum], [item('i1', { kid })]);
    expect(decisions.map((one) => [one.lineIndex, told(one)])).toEqual([
      [0, 'p1 auto single i1:123456'],
      [1, 'p1 task unknown_kid none'],
    ]);
  });
});
