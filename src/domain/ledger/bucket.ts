/** What decides how many rows exist (ledger 1), within one account. */
export interface Bucketed {
  readonly bookingDate: string;
  readonly amountMinor: bigint;
  readonly currency: string;
}

/** The key of a bucket within its account: `2026-03-01|-12345|NOK`. */
export const bucketKey = ({ bookingDate, amountMinor, currency }: Bucketed): string =>
  `${bookingDate}|${amountMinor}|${currency}`;
