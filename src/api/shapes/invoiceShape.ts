import { z } from 'zod';
import { isKidForm } from '../../domain/kid.ts';
import { parseMinor } from '../../domain/money.ts';
import { currencyCode, isoDate, storableText } from './fields.ts';

const decimal = z.string().regex(/^\d{1,14}(\.\d{1,3})?$/, 'a decimal string, zero or more, such as 1250.00');

const party = z.strictObject({
  id: storableText(200),
  name: storableText(200),
  account: storableText(34).optional(),
  org_number: storableText(20).optional(),
  aliases: z.array(storableText(200)).max(50).optional(),
});

/** An open item of the ERP (contract 4). */
export const invoiceItem = z
  .strictObject({
    external_id: storableText(200),
    kind: z.enum(['receivable', 'payable', 'credit_note']),
    side: z.enum(['receivable', 'payable']).optional().meta({ description: 'Whose ledger a credit note is on' }),
    number: storableText(100),
    kid: z
      .string()
      .transform((kid) => kid.replace(/\s+/g, ''))
      .refine(isKidForm, '2 to 25 digits, of which the last may be -')
      .optional(),
    amount: decimal,
    open_amount: decimal.meta({ description: "The ERP's own ledger figure" }),
    currency: currencyCode,
    issue_date: isoDate,
    due_date: isoDate,
    party,
    status: z.enum(['open', 'closed']),
    applied_match_ids: z.array(z.uuid().toLowerCase()).max(200).optional(),
    version: z.int().min(0).optional().meta({ description: 'A lower one than the stored changes nothing' }),
  })
  .superRefine((invoice, context) => {
    // What has no amount's form is refused by that already: one message a member.
    const amountOf = (name: 'amount' | 'open_amount'): bigint | null => {
      if (!decimal.safeParse(invoice[name]).success) return null;
      const parsed = parseMinor(invoice[name], invoice.currency);
      if (!parsed.ok && parsed.reason === 'too_many_decimals')
        context.addIssue({ code: 'custom', path: [name], message: `more decimals than ${invoice.currency} has` });
      return parsed.ok ? parsed.amountMinor : null;
    };
    const [amountMinor, openMinor] = [amountOf('amount'), amountOf('open_amount')];
    if (amountMinor === 0n) context.addIssue({ code: 'custom', path: ['amount'], message: 'more than zero' });
    if (invoice.status === 'closed' && openMinor !== null && openMinor !== 0n)
      context.addIssue({ code: 'custom', path: ['open_amount'], message: 'zero where the status is closed' });
    if (invoice.kind !== 'credit_note' && invoice.side !== undefined && invoice.side !== invoice.kind)
      context.addIssue({ code: 'custom', path: ['side'], message: 'the kind gives the side of an invoice' });
  })
  .meta({ id: 'Invoice' });

export type InvoiceItem = z.output<typeof invoiceItem>;
