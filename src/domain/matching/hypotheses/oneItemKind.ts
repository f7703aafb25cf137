import { currencyDecimals } from '../../money.ts';
import type { OneItemKind } from '../comparison/compareAmount.ts';
import { sideOf } from '../ledger/matchingLedger.ts';
import type { OpenItem } from '../openItem.ts';
import type { Payment } from '../payment.ts';
import { isKnownFee } from './knownFees.ts';

export const paidMinorOf = ({ amountMinor }: Pick<Payment, 'amountMinor'>): bigint =>
  amountMinor < 0n ? -amountMinor : amountMinor;

/**
 * Which hypothesis of one item the amounts allow (matching 5), by what the item's residual is now; `null`: none. Signs
 * never mix: money in pays receivables, money out payables, and a credit note is paid the other way (matching 1).
 */
export function oneItemKind(payment: Payment, item: OpenItem): OneItemKind | null {
  if (!hasDirection(payment, item) || item.issueDate > payment.bookingDate) return null;
  if (item.residualMinor === 0n) return kindOfClosed(payment, item);
  if (item.currency !== payment.currency) return item.kind === 'credit_note' ? null : 'converted';
  const differenceMinor = paidMinorOf(payment) - item.residualMinor;
  if (item.kind === 'credit_note') return differenceMinor === 0n ? 'credit_paid_out' : null;
  if (differenceMinor === 0n) return 'single';
  if (isRounding(differenceMinor, item.currency)) return 'rounding';
  if (isKnownFee(differenceMinor, item.currency)) return 'fee';
  return differenceMinor < 0n ? 'partial' : 'over';
}

const isRounding = (differenceMinor: bigint, currency: string): boolean => {
  const wholeUnit = 10n ** BigInt(currencyDecimals(currency));
  return differenceMinor < wholeUnit && -differenceMinor < wholeUnit;
};

/** What is paid settles the item but for a rounding or a known fee, either way. */
export const isNearAmount = (differenceMinor: bigint, currency: string): boolean =>
  isRounding(differenceMinor, currency) || isKnownFee(differenceMinor, currency);

const kindOfClosed = (payment: Payment, { kind, currency, amountMinor }: OpenItem): OneItemKind | null =>
  kind !== 'credit_note' && currency === payment.currency && amountMinor === paidMinorOf(payment) ? 'duplicate' : null;

const hasDirection = (payment: Payment, { kind, side }: OpenItem): boolean =>
  payment.amountMinor !== 0n && (kind === 'credit_note' ? side !== sideOf(payment) : kind === sideOf(payment));

/** The bank told the amount that was ordered, and it is what is open of the item (matching 5). */
export const isOrderedAmount = ({ original }: Payment, { currency, residualMinor }: OpenItem): boolean =>
  original !== null &&
  original.currency === currency &&
  (original.amountMinor === residualMinor || -original.amountMinor === residualMinor);
