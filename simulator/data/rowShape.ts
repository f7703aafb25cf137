import { writeAmount, writeShortAmount } from '../ledger/money.ts';
import { type BookedRow, type PendingRow, transactionIdOf } from '../ledger/rows.ts';

/**
 * A booked row as DNB was seen to send it (bank A.4): the text in `additionalInformation`, the KID a plain string, our
 * own account as debtor on debits, no counterparty on credits.
 */
export const bookedShape = (row: BookedRow, ownBban: string) => ({
  transactionId: transactionIdOf(row),
  bookingDate: row.bookingDate,
  valueDate: row.valueDate,
  dnbTransactionType: row.type,
  transactionAmount: { currency: row.currency, amount: writeAmount(row.amountMinor) },
  ...(row.creditorName === null ? {} : { creditorName: row.creditorName }),
  ...(row.creditorBban === null ? {} : { creditorAccount: { bban: row.creditorBban } }),
  ...(row.debtorName === null ? {} : { debtorName: row.debtorName }),
  ...(row.amountMinor < 0n
    ? { debtorAccount: { bban: ownBban } }
    : row.debtorBban === null
      ? {}
      : { debtorAccount: { bban: row.debtorBban } }),
  ...(row.kid === null ? {} : { remittanceInformationStructured: row.kid }),
  additionalInformation: row.text,
});

/** No booking date, an id of its own, an amount that may lack its decimals. */
export const pendingShape = (row: PendingRow, ownBban: string) => ({
  transactionId: row.id,
  valueDate: row.valueDate,
  dnbTransactionDateTime: row.at,
  transactionAmount: { currency: row.currency, amount: writeShortAmount(row.amountMinor) },
  debtorAccount: { bban: ownBban },
  additionalInformation: row.text,
});
