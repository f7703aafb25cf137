import { expect, test } from '@jest/globals';
import type { ItemAllocation } from '../../../../../src/domain/matching/decision.ts';
import { decideAndLearn } from '../../../../../src/domain/matching/learning/decideAndLearn.ts';
import { defaultModel } from '../defaultModel.ts';
import { autoPolicy, bystanders, certificatesAt, item, ledgerOf, payment } from '../smallLedger.ts';

const months = ['2026-01', '2026-02', '2026-03', '2026-04'];
const items = ['A', 'B', 'C'].flatMap((partyId) =>
  months.map((month) =>
    item(`${partyId}${month}`, { partyId, amountMinor: 34_900n, issueDate: `${month}-01`, dueDate: `${month}-15` }),
  ),
);

/** What PARTY says of the payment of April, of the party that was paid for, after what was confirmed of the months before. */
function levelInApril(given: Parameters<typeof payment>[1], paidFor: readonly string[]): string | undefined {
  const row = (month: string) => payment(month, { ...given, amountMinor: 34_900n, bookingDate: `${month}-15` });
  const confirmed = new Map<string, readonly ItemAllocation[]>(
    paidFor.map((partyId, index) => [
      months[index] ?? '',
      [{ itemId: `${partyId}${months[index]}`, amountMinor: 34_900n }],
    ]),
  );
  const decisions = decideAndLearn(months.map(row), ledgerOf([...items, ...bystanders]), {
    shipped: defaultModel,
    certificates: certificatesAt(20),
    policy: autoPolicy,
    confirmed,
  });
  const april = [...decisions].find(({ paymentId }) => paymentId === '2026-04');
  const ofA = april?.candidates.find(({ allocations: [first] }) => first?.itemId.startsWith('A'));
  return ofA?.reasons.find(({ group }) => group === 'PARTY')?.level;
}

const accountant = { counterpartyAccount: '16027832917', counterpartyName: 'Regnskap Sør AS' };

test.each([
  ['who pays for one party is known for it', accountant, ['A', 'A', 'A'], 'account_equal'],
  ['who pays for another one too names none of them', accountant, ['A', 'A', 'B'], 'account_unlisted/name_below'],
  [
    'who passes on what many pay names nobody, however often it was the same one',
    { ...accountant, counterpartyName: 'Vipps MobilePay AS' },
    ['A', 'A', 'A'],
    'account_unlisted/name_below',
  ],
])('matching 10 %s', (_what, given, paidFor, level) => {
  expect(levelInApril(given, paidFor)).toBe(level);
});
