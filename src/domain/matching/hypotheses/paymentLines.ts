import type { Payment } from '../payment.ts';

/** A payment, or one line of it, which is a payment of its own (matching 2 and 5). */
export interface PaymentPart {
  /** Of the row. */
  readonly paymentId: string;
  /** What is decided about: the row, or its line as a payment with an id of its own. */
  readonly payment: Payment;
  /** From 0; null: the payment itself. */
  readonly lineIndex: number | null;
}

/**
 * What is decided of a row: its lines where it has any, else itself. A line takes day, currency and account of the row;
 * the row's own counterparty is the bank's or the acquirer's, so it is not the line's.
 */
export function partsOf(payment: Payment): readonly PaymentPart[] {
  if (payment.lines.length === 0) return [{ paymentId: payment.id, payment, lineIndex: null }];
  return payment.lines.map((line, lineIndex) => ({
    paymentId: payment.id,
    lineIndex,
    payment: {
      ...payment,
      ...line,
      id: lineId(payment.id, lineIndex),
      original: null,
      counterpartyAccount: null,
      lines: [],
      sumPostMinor: payment.amountMinor,
    },
  }));
}

/** Ids sort as the lines do. */
const lineId = (paymentId: string, lineIndex: number): string => `${paymentId}#${String(lineIndex).padStart(6, '0')}`;
