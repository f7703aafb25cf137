import { buckets } from '../../db/sql/matching/ledger/itemRow.ts';
import type { WantedAmount } from '../../db/sql/matching/ledger/listEqualAmounts.ts';
import { sideOf } from '../../domain/matching/ledger/matchingLedger.ts';
import type { LedgerSide } from '../../domain/matching/openItem.ts';
import type { Payment } from '../../domain/matching/payment.ts';

/** Amounts in the item's currency that would settle an item: what was booked, and what was ordered where it was converted. */
export const paidAmountsOf = (
  payment: Payment,
): readonly { readonly currency: string; readonly amountMinor: bigint }[] =>
  [payment, ...(payment.original === null ? [] : [payment.original])].map(({ currency, amountMinor }) => ({
    currency,
    amountMinor: amountMinor < 0n ? -amountMinor : amountMinor,
  }));

/** Invoices of the side that the direction pays, and credit notes of the other one (matching 1). */
export const bucketsOf = ({ amountMinor }: Payment): readonly number[] =>
  amountMinor < 0n ? [buckets.payable, buckets.creditToCustomer] : [buckets.receivable, buckets.creditOfSupplier];

export const bucketOf = (side: LedgerSide): number => (side === 'receivable' ? buckets.receivable : buckets.payable);

/** Of the invoices that the direction pays, then of those on the other side. */
export const invoiceBuckets = (payment: Payment): readonly [own: number, other: number] =>
  sideOf(payment) === 'receivable' ? [buckets.receivable, buckets.payable] : [buckets.payable, buckets.receivable];

export const wantedAmountsOf = (payments: readonly Payment[]): readonly WantedAmount[] =>
  payments.flatMap((payment) =>
    bucketsOf(payment).flatMap((bucket) =>
      paidAmountsOf(payment).map((paid) => ({ bucket, ...paid, day: payment.bookingDate })),
    ),
  );
