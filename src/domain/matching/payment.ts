/** A booked bank row as the matcher sees it (matching 1). Never pending, never one that a correction holds back. */
export interface Payment {
  readonly id: string;
  /** YYYY-MM-DD. */
  readonly bookingDate: string;
  /** Negative is money out. */
  readonly amountMinor: bigint;
  readonly currency: string;
  /** What the payer ordered, where the bank converted it. */
  readonly original: { readonly amountMinor: bigint; readonly currency: string } | null;
  /** The client's own account that it is booked on: kontonummer or IBAN, null where unknown. */
  readonly ownAccount: string | null;
  readonly counterpartyName: string | null;
  readonly counterpartyAccount: string | null;
  readonly text: string | null;
  readonly kid: string | null;
  /** Payments that the bank booked as this one sum; each is a payment of its own (matching 2). */
  readonly lines: readonly PaymentLine[];
  /** Of a line that is decided as a payment of its own: what the bank booked in all. */
  readonly sumPostMinor?: bigint;
}

export interface PaymentLine {
  readonly amountMinor: bigint;
  readonly kid: string | null;
  readonly text: string | null;
  readonly counterpartyName: string | null;
}
