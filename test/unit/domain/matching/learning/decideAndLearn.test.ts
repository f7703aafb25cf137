import { expect, test } from '@jest/globals';
import type { ItemAllocation } from '../../../../../src/domain/matching/decision.ts';
import { decideAndLearn } from '../../../../../src/domain/matching/learning/decideAndLearn.ts';
import type { Payment } from '../../../../../src/domain/matching/payment.ts';
import { defaultModel } from '../defaultModel.ts';
import { autoPolicy, bystanders, certificatesAt, item, ledgerOf, payment } from '../smallLedger.ts';

const kid = '2345676';
const items = [item('i1', { kid }), item('i2', { partyId: 'B', amountMinor: 70_000n })];
const paid = [payment('p1', { kid, bookingDate: '2026-01-30' }), payment('p2', { kid })];
const decided = (confirmed: Readonly<Record<string, readonly ItemAllocation[]>>) => [
  ...decideAndLearn(paid, ledgerOf([...items, ...bystanders]), {
    shipped: defaultModel,
    certificates: certificatesAt(4),
    policy: autoPolicy,
    confirmed: new Map(Object.entries(confirmed)),
  }),
];
const whole = [{ itemId: 'i1', amountMinor: 123_456n }];

test('matching 10 what a person confirmed is predicted as if nobody had, where the prediction is right', () => {
  expect(decided({ p1: whole })[0]).toEqual(decided({})[0]);
});

test.each([
  ['no invoice', []],
  ['another one', [{ itemId: 'i2', amountMinor: 70_000n }]],
  ['a part of it', [{ itemId: 'i1', amountMinor: 1n }]],
])('matching 12 property 1: nothing is posted that a person answered otherwise, as by %s', (_what, answer) => {
  const [first, second] = decided({ p1: answer });
  expect(first).toMatchObject({
    decision: 'review',
    allocations: [],
    residualMinor: 0n,
    withheldBecause: 'confirmed_otherwise',
  });
  // What is shown is the prediction still.
  expect(first?.candidates[0]?.allocations).toEqual(whole);
  expect(first?.probability).toBe(decided({})[0]?.probability);
  const taken = [...answer, ...(second?.allocations ?? [])].filter(({ itemId }) => itemId === 'i1');
  expect(second?.decision).toBe('auto');
  expect(taken.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(123_456n);
});

test('matching 12 property 4: of the confirmed payments of one day, the order of the file teaches nothing', () => {
  const months = Array.from({ length: 12 }, (_unused, index) => index);
  const open = months.map((index) => item(`s${index}`, { amountMinor: 100_000n + BigInt(index) }));
  // Told 600.00 of an item before the whole of it, or after.
  const parts = months.flatMap((index) => [
    { id: `x${index}`, itemId: `s${index}`, amountMinor: 100_000n + BigInt(index) },
    { id: `y${index}`, itemId: `s${index}`, amountMinor: 60_000n },
  ]);
  const rows = parts.map(({ id, amountMinor }) => payment(id, { amountMinor, counterpartyName: 'Fjellheim Bygg' }));
  const learned = (payments: readonly Payment[]) =>
    [
      ...decideAndLearn(
        [...payments, payment('new', { bookingDate: '2026-02-14', counterpartyName: 'Fjelheim Bygg' })],
        ledgerOf([...open, item('n'), ...bystanders]),
        {
          shipped: defaultModel,
          certificates: certificatesAt(4),
          policy: autoPolicy,
          confirmed: new Map(parts.map(({ id, itemId, amountMinor }) => [id, [{ itemId, amountMinor }]])),
        },
      ),
    ].find(({ paymentId }) => paymentId === 'new');
  expect(learned(rows)).toEqual(learned(rows.toReversed()));
});
