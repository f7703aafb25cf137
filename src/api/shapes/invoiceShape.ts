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
    const amounts = [invoice.amount, invoice.open_amount].map((amount) => parseMinor(amount, invoice.currency));
    const names = ['amount', 'open_amount'] as const;
    for (const [index, parsed] of amounts.entries())
      if (!parsed.ok)
        context.addIssue({ code: 'custom', path: [names[index] ?? ''], message: 'not an amount in this currency' });
    const [amount] = amounts;
    if (amount?.ok === true && amount.amountMinor <= 0n)
      context.addIssue({ code: 'custom', path: ['amount'], message: 'more than zero' });
    const [, openAmount] = amounts;
    if (invoice.status === 'closed' && openAmount?.ok === true && openAmount.amountMinor !== 0n)
      context.addIssue({ code: 'custom', path: ['open_amount'], message: 'zero where the status is closed' });
    if (invoice.kind !== 'credit_note' && invoice.side !== undefined && invoice.side !== invoice.kind)
      context.addIssue({ code: 'custom', path: ['side'], message: 'the kind gives the side of an invoice' });
  })
  .meta({ id: 'Invoice' });

export type InvoiceItem = z.output<typeof invoiceItem>;
