import type { WaitingRow } from '../../db/sql/matching/listWaitingRows.ts';
import type { Payment } from '../../domain/matching/payment.ts';

/** A stored row as the matcher sees it. */
export const toPayment = (row: WaitingRow): Payment => ({
  id: row.id,
  bookingDate: row.bookingDate,
  amountMinor: row.amountMinor,
  currency: row.currency,
  original:
    row.originalAmountMinor === null || row.originalCurrency === null || row.originalCurrency === row.currency
      ? null
      : { amountMinor: row.originalAmountMinor, currency: row.originalCurrency },
  ownAccount: row.ownAccount,
  counterpartyName: row.counterpartyName,
  counterpartyAccount: row.counterpartyAccount,
  text: row.text,
  kid: row.kid,
  lines: row.lines.map(({ amountMinor, ...line }) => ({ ...line, amountMinor: BigInt(amountMinor) })),
});
