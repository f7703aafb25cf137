import { expect, test } from '@jest/globals';
import { accountOf, decide, item, payment } from '../smallLedger.ts';

const items = [
  item('i1', { amountMinor: 10_001n }),
  item('i2', { amountMinor: 20_010n }),
  item('i3', { amountMinor: 40_027n }),
];
const paid = payment('p1', {
  counterpartyAccount: accountOf['A'] ?? null,
  amountMinor: 30_011n,
  text: '10001 10002',
});
const proposed = (vetoed: readonly string[]): readonly (readonly string[])[] => {
  const [decision] = decide([paid], items, {
    vetoedSets: (paymentId, itemIds) => paymentId === 'p1' && itemIds.join(' ') === vetoed.join(' '),
  });
  return (decision?.candidates ?? []).map(({ allocations }) => allocations.map(({ itemId }) => itemId).toSorted());
};

test('matching 10 a rejected set is never proposed again, and only that set is refused', () => {
  expect(proposed([])).toContainEqual(['i1', 'i2']);
  expect(proposed(['i1', 'i2'])).not.toContainEqual(['i1', 'i2']);
  expect(proposed(['i1', 'i3'])).toContainEqual(['i1', 'i2']);
});

test('matching 12 property 8: nor is it matched', () => {
  const [free] = decide([paid], items);
  expect(free).toMatchObject({ decision: 'auto', kind: 'subset' });
  const [decision] = decide([paid], items, { vetoedSets: (_payment, itemIds) => itemIds.length > 1 });
  expect(decision?.decision).not.toBe('auto');
});
