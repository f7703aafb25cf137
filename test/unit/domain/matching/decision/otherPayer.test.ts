import { expect, test } from '@jest/globals';
import type { Payment } from '../../../../../src/domain/matching/payment.ts';
import { accountOf, decide, item, nameOf, payment, told } from '../smallLedger.ts';

const ofB = item('i2', { partyId: 'B', kid: '2345676' });
const items = [item('i1', { number: '2026-11' }), ofB, item('i3', { partyId: 'C', amountMinor: 5_000n })];
const outcome = (given: Partial<Payment>, open = items): string =>
  decide([payment('p1', given)], open)
    .map(told)
    .join();
const [nameB, accountA = null, accountB = null] = [nameOf('B'), accountOf['A'], accountOf['B']];

test('matching 3, B: rent of a month is not the invoice that bears its number', () => {
  const [decision] = decide([payment('p1', { text: 'Husleie 2026-11', counterpartyName: nameB })], items);
  expect(decision?.candidates[0]?.allocations).toEqual([{ itemId: 'i2', amountMinor: 123_456n }]);
  expect(outcome({ text: 'Husleie 2026-11' })).not.toContain('auto');
});

test.each([
  ['the name', { counterpartyName: nameB }],
  ['the account', { counterpartyAccount: accountB }],
])('matching 1 %s of another party that owes this very amount withholds the number cited', (_what, payer) => {
  expect(outcome({ text: 'Faktura 2026-11', ...payer })).toBe('p1 review single (other_payer)');
});

test.each([
  ['who owes something else', { text: 'Faktura 2026-11', counterpartyName: nameOf('C') }],
  [
    'beside the account of the number',
    { text: 'Faktura 2026-11', counterpartyName: nameB, counterpartyAccount: accountA },
  ],
])('matching 1 not one %s', (_what, given) => {
  expect(outcome(given)).toBe('p1 auto single i1:123456');
});

test('matching 1 a KID outranks who pays it, unless it is digits in a text', () => {
  expect(outcome({ kid: '2345676', counterpartyAccount: accountA })).toBe('p1 auto single i2:123456');
  const typed = { text: 'KID 2345676' };
  expect(outcome(typed)).toBe('p1 auto single i2:123456');
  expect(outcome({ ...typed, counterpartyName: nameB })).toBe('p1 auto single i2:123456');
  expect(outcome({ ...typed, counterpartyAccount: accountA })).toBe('p1 review single (other_payer)');
});

test('matching 1 a name and the account of another, who both owe this amount, are for a person', () => {
  expect(outcome({ counterpartyName: nameB, counterpartyAccount: accountA })).toBe('p1 review single (other_payer)');
  expect(outcome({ counterpartyName: nameB, counterpartyAccount: accountA }, [ofB])).not.toContain('other_payer');
});

test('matching 12 property 5: an equal invoice of the payer more makes no part payment of the KID that it cites', () => {
  const kid = '2345676';
  const [cited, owed] = [item('i1', { kid }), item('i2', { partyId: 'B', amountMinor: 35_050n })];
  const twin = { ...owed, id: 'i3', externalId: 'i3', dueDate: '2026-01-15' };
  const given = { kid, counterpartyAccount: accountB, amountMinor: 35_050n };
  expect(outcome(given, [cited])).toBe('p1 auto partial i1:35050');
  expect(outcome(given, [cited, owed])).not.toContain('auto');
  expect(outcome(given, [cited, owed, twin])).toBe('p1 review partial (other_payer)');
});
