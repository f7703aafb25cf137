import * as fc from 'fast-check';
import type { OpenItem } from '../../../../src/domain/matching/openItem.ts';
import type { Payment } from '../../../../src/domain/matching/payment.ts';
import { accountOf, item, nameOf, payment } from './smallLedger.ts';

/** A small ledger with much that is alike, and payments that mean something in it, nearly, or nothing. */
export interface World {
  readonly items: readonly OpenItem[];
  readonly payments: readonly Payment[];
}

const partyId = fc.constantFrom('A', 'B', 'C');
const day = fc.integer({ min: 1, max: 5 });
const kids = ['2345676', '12345678903', '40-', '1000103-'];

const anyItem = fc.record({
  kind: fc.constantFrom('receivable', 'receivable', 'receivable', 'payable', 'credit_note' as const),
  partyId,
  amountMinor: fc.constantFrom(10_000n, 19_900n, 25_050n, 35_050n, 123_456n),
  kid: fc.constantFrom(null, null, ...kids),
  currency: fc.constantFrom('NOK', 'NOK', 'NOK', 'NOK', 'EUR'),
  issueDate: fc.constantFrom('2026-01-01', '2026-01-01', '2026-02-02'),
  dueDate: fc.constantFrom('2026-01-31', '2026-02-02', '2026-03-15'),
  isClosed: fc.constantFrom(false, false, false, false, true),
});

const anyPayment = fc.record({
  means: fc.nat(20),
  alsoMeans: fc.nat(20),
  amount: fc.constantFrom('exact', 'exact', 'exact', 'part', 'more', 'rounded', 'sum', 'other'),
  cites: fc.constantFrom('kid', 'number', 'both numbers', 'nothing', 'nothing', 'wrong kid'),
  account: fc.constantFrom('right', 'right', 'wrong', 'none'),
  name: fc.constantFrom('right', 'none'),
  isTurned: fc.constantFrom(false, false, false, false, false, true),
  day,
});
type PaymentPlan = typeof anyPayment extends fc.Arbitrary<infer Plan> ? Plan : never;

function paymentOf(plan: PaymentPlan, index: number, items: readonly OpenItem[]): Payment {
  const meant = items[plan.means % items.length];
  // A sum is of one party's items.
  const others = items.filter(
    ({ partyId: of, kind }) => plan.amount !== 'sum' || (of === meant?.partyId && kind === meant.kind),
  );
  const other = others[plan.alsoMeans % others.length];
  if (meant === undefined || other === undefined) return payment(`p${index}`);
  const amounts = {
    exact: meant.amountMinor,
    part: meant.amountMinor / 3n,
    more: meant.amountMinor * 2n + 1n,
    rounded: meant.amountMinor + 44n,
    sum: meant.amountMinor + other.amountMinor,
    other: 77_700n,
  };
  const both = `${meant.number} ${other.number}`;
  const texts = { number: plan.amount === 'sum' ? both : meant.number, 'both numbers': both };
  const isOut = (meant.kind === 'payable') !== plan.isTurned;
  const account = plan.account === 'right' ? meant.partyId : 'D';
  return payment(`p${index}`, {
    bookingDate: `2026-02-0${plan.day}`,
    amountMinor: isOut ? -amounts[plan.amount] : amounts[plan.amount],
    kid: plan.cites === 'kid' ? meant.kid : plan.cites === 'wrong kid' ? other.kid : null,
    text: plan.cites === 'number' || plan.cites === 'both numbers' ? texts[plan.cites] : 'Giro',
    counterpartyAccount: plan.account === 'none' ? null : (accountOf[account] ?? null),
    counterpartyName: plan.name === 'none' ? null : nameOf(meant.partyId),
  });
}

export const anyWorld: fc.Arbitrary<World> = fc
  .tuple(fc.array(anyItem, { minLength: 1, maxLength: 9 }), fc.array(anyPayment, { minLength: 1, maxLength: 6 }))
  .map(([itemPlans, paymentPlans]) => {
    const items = itemPlans.map(({ isClosed, ...given }, index) => {
      const made = item(`i${index}`, given);
      return isClosed ? { ...made, residualMinor: 0n } : made;
    });
    return {
      items,
      payments: paymentPlans.map((plan, index) => paymentOf(plan, index, items)),
    };
  });

/** For people: a line for each item and payment. */
export const tellWorld = ({ items, payments }: World): string =>
  [
    ...items.map((one) =>
      [one.id, one.kind, one.partyId, one.residualMinor, one.currency, one.kid, one.issueDate, one.dueDate].join(' '),
    ),
    ...payments.map((one) =>
      [one.id, one.bookingDate, one.amountMinor, one.kid, one.text, one.counterpartyName, one.counterpartyAccount].join(
        ' ',
      ),
    ),
  ].join('\n');
