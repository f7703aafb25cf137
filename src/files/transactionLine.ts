import { z } from 'zod';
import { currencyCode, isoDate, storableText } from '../api/shapes/fields.ts';
import type { Payment } from '../domain/matching/payment.ts';
import { parseMinor } from '../domain/money.ts';

const signedDecimal = z.string().regex(/^-?\d{1,14}(\.\d{1,3})?$/, 'a decimal string such as -1250.00');
const optionalText = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .nullish()
    .transform((text) => text?.trim() || null);

/** A transaction of contract 4. Members that are not known are left out: an ERP's export may have its own. */
export const transactionLine = z
  .object({
    id: storableText(200),
    account: storableText(34),
    booking_date: isoDate,
    value_date: isoDate.nullish(),
    amount: signedDecimal,
    currency: currencyCode,
    counterparty_name: optionalText(1_000),
    counterparty_account: optionalText(100),
    text: optionalText(20_000),
    kid: optionalText(100),
    end_to_end_id: optionalText(200),
  })
  .transform((line, context): Payment => {
    const amount = parseMinor(line.amount, line.currency);
    if (!amount.ok)
      context.addIssue({ code: 'custom', path: ['amount'], message: `more decimals than ${line.currency} has` });
    return {
      id: line.id,
      bookingDate: line.booking_date,
      amountMinor: amount.ok ? amount.amountMinor : 0n,
      currency: line.currency,
      original: null,
      ownAccount: line.account,
      counterpartyName: line.counterparty_name,
      counterpartyAccount: line.counterparty_account,
      text: line.text,
      kid: line.kid,
      lines: [],
    };
  });
