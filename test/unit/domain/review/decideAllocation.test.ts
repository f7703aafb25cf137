import { describe, expect, test } from '@jest/globals';
import {
  type AllocatableItem,
  type AllocatedPayment,
  decideAllocation,
  type WantedAllocation,
} from '../../../../src/domain/review/decideAllocation.ts';

const paid = (amountMinor: bigint, change: Partial<AllocatedPayment> = {}): AllocatedPayment => ({
  amountMinor,
  currency: 'NOK',
  original: null,
  ...change,
});
const item = (id: string, change: Partial<AllocatableItem> = {}): AllocatableItem => ({
  id,
  kind: 'receivable',
  side: 'receivable',
  partyId: 'K1',
  currency: 'NOK',
  residualMinor: 10_000n,
  isAllocated: false,
  ...change,
});
const payable = (id: string, change: Partial<AllocatableItem> = {}) =>
  item(id, { kind: 'payable', side: 'payable', ...change });
const credit = (id: string, change: Partial<AllocatableItem> = {}) => item(id, { kind: 'credit_note', ...change });
const want = (one: AllocatableItem | null, amountMinor = 10_000n): WantedAllocation => ({ item: one, amountMinor });
const strict = { toleranceMinor: 0n, takes: true };

const fitting: readonly (readonly [string, AllocatedPayment, readonly WantedAllocation[], bigint])[] = [
  ['all of one invoice', paid(10_000n), [want(item('a'))], 0n],
  ['a part of one', paid(4_000n), [want(item('a'), 4_000n)], 0n],
  ['one of a larger payment: the rest is left over', paid(15_000n), [want(item('a'))], 5_000n],
  ['several', paid(15_000n), [want(item('a')), want(item('b'), 5_000n)], 0n],
  ['money out to a supplier', paid(-10_000n), [want(payable('a'))], 0n],
  ['less a credit note of the party', paid(7_000n), [want(item('a')), want(credit('b'), 3_000n)], 0n],
  ["a supplier's credit note paid back", paid(10_000n), [want(credit('a', { side: 'payable' }))], 0n],
  ['a credit note paid out to a customer', paid(-10_000n), [want(credit('a'))], 0n],
  ['no invoice', paid(-3n), [], 3n],
  [
    'an invoice in the currency that was ordered, whatever its sign',
    paid(11_500n, { original: { amountMinor: -1_000n, currency: 'EUR' } }),
    [want(item('a', { currency: 'EUR', residualMinor: 1_000n }), 1_000n)],
    0n,
  ],
];
test.each(fitting)('matching 1 fits: %s', (_name, payment, wanted, differenceMinor) => {
  expect(decideAllocation(payment, wanted, strict)).toEqual({ kind: 'fits', differenceMinor });
});

const wrong: readonly (readonly [string, AllocatedPayment, readonly WantedAllocation[], string, number | null])[] = [
  ['an invoice that nobody has', paid(1n), [want(null)], 'unknown_invoice', 0],
  ['one twice', paid(20_000n), [want(item('a'), 1n), want(item('a'), 1n)], 'named_twice', 1],
  ['nothing of one', paid(1n), [want(item('a'), 0n)], 'not_positive', 0],
  ['less than nothing', paid(1n), [want(item('a'), -1n)], 'not_positive', 0],
  ['another currency', paid(10_000n), [want(item('a', { currency: 'EUR' }))], 'currency_differs', 0],
  [
    'two currencies',
    paid(10_000n, { original: { amountMinor: 900n, currency: 'EUR' } }),
    [want(item('a'), 1n), want(item('b', { currency: 'EUR' }), 1n)],
    'currency_differs',
    1,
  ],
  ['money out on a receivable', paid(-10_000n), [want(item('a'))], 'wrong_direction', 0],
  ['money in on a payable', paid(10_000n), [want(payable('a'))], 'wrong_direction', 0],
  ['money in on a credit note alone', paid(10_000n), [want(credit('a'))], 'wrong_direction', 0],
  ['receivable and payable', paid(10_000n), [want(item('a')), want(payable('b'), 1n)], 'sides_mixed', null],
  [
    "another party's credit note",
    paid(10_000n),
    [want(item('a')), want(credit('b', { partyId: 'K2' }), 1n)],
    'credit_of_another_party',
    1,
  ],
  ['netted away', paid(1n), [want(item('a')), want(credit('b'))], 'adds_up_to_nothing', null],
  ['more than was paid', paid(9_999n), [want(item('a'))], 'more_than_paid', null],
  ['a row of nothing', paid(0n), [want(item('a'), 1n)], 'more_than_paid', null],
  ['more than is open, of nobody', paid(20_000n), [want(item('a'), 10_001n)], 'more_than_open', 0],
];
test.each(wrong)('matching 1 refused: %s', (_name, payment, wanted, fault, place) => {
  expect(decideAllocation(payment, wanted, strict)).toEqual({ kind: 'wrong', faults: [{ place, fault }] });
});

test('C-11 all faults of single allocations at once', () => {
  const faults = [
    { place: 0, fault: 'unknown_invoice' },
    { place: 1, fault: 'not_positive' },
  ];
  expect(decideAllocation(paid(1n), [want(null), want(item('a'), 0n)], strict)).toEqual({ kind: 'wrong', faults });
});

const left = (residualMinor: bigint, isAllocated: boolean) => [want(item('a', { residualMinor, isAllocated }))];

describe('contract 4 who has it', () => {
  test('others have a part: taken', () => {
    expect(decideAllocation(paid(10_000n), left(9_999n, true), strict)).toEqual({ kind: 'taken', itemIds: ['a'] });
  });
  test('nobody has it, and nothing is open: closed', () => {
    expect(decideAllocation(paid(10_000n), left(0n, false), strict)).toEqual({ kind: 'closed', itemIds: ['a'] });
  });
  test('exactly what is left fits, whoever has the rest', () => {
    const wanted = [want(item('a', { residualMinor: 4_000n, isAllocated: true }), 4_000n)];
    expect(decideAllocation(paid(4_000n), wanted, strict).kind).toBe('fits');
  });
  test('what was decided elsewhere takes nothing of a closed invoice', () => {
    const elsewhere = { toleranceMinor: null, takes: false };
    expect(decideAllocation(paid(9_950n), left(0n, false), elsewhere)).toEqual({ kind: 'fits', differenceMinor: -50n });
  });
});

test('matching 5 a difference within the tolerance, and no more', () => {
  const rules = { toleranceMinor: 50n, takes: true };
  expect(decideAllocation(paid(9_950n), [want(item('a'))], rules)).toEqual({ kind: 'fits', differenceMinor: -50n });
  expect(decideAllocation(paid(9_949n), [want(item('a'))], rules).kind).toBe('wrong');
});

describe('matching 5: a converted candidate says what the payment was converted to', () => {
  const rules = { ...strict, isConverted: true };
  const invoice = item('a', { currency: 'EUR', residualMinor: 1_000n });

  test.each([
    ['the bank names no rate', null],
    ['it was ordered in a third currency', { amountMinor: 1_100n, currency: 'USD' }],
  ])('though %s', (_what, original) => {
    const payment = paid(11_500n, { original });
    expect(decideAllocation(payment, [want(invoice, 1_000n)], rules)).toEqual({ kind: 'fits', differenceMinor: 0n });
    expect(decideAllocation(payment, [want(invoice, 1_000n)], strict).kind).toBe('wrong');
  });

  test('no more than is open, in the direction that is paid, and of one invoice', () => {
    const faultsOf = (payment: AllocatedPayment, wanted: readonly WantedAllocation[]) => {
      const decision = decideAllocation(payment, wanted, rules);
      return decision.kind === 'wrong' ? decision.faults.map(({ fault }) => fault) : decision.kind;
    };
    expect(faultsOf(paid(11_500n), [want(invoice, 1_001n)])).toEqual(['more_than_open']);
    expect(faultsOf(paid(-11_500n), [want(invoice, 1_000n)])).toEqual(['wrong_direction']);
    expect(faultsOf(paid(11_500n), [want(invoice, 1n), want({ ...invoice, id: 'b' }, 1n)])).toEqual([
      'currency_differs',
      'currency_differs',
    ]);
  });

  test('what was ordered in its currency is known, and no more than it is taken', () => {
    const payment = paid(11_500n, { original: { amountMinor: 900n, currency: 'EUR' } });
    expect(decideAllocation(payment, [want(invoice, 1_000n)], rules).kind).toBe('wrong');
    expect(decideAllocation(payment, [want(invoice, 900n)], rules)).toEqual({ kind: 'fits', differenceMinor: 0n });
  });
});
