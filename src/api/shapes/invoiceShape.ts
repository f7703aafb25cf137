import { z } from 'zod';
import { parseMinor } from '../../domain/money.ts';
import { isKidForm } from '../../domain/kid.ts';
import { currencyCode, isoDate } from './fields.ts';

/** PostgreSQL stores neither: one such item would cost the whole batch. */
const isStorable = (value: string): boolean => !value.includes('\u0000') && value.isWellFormed();
const text = (maxLength: number) =>
  z.string().trim().min(1).max(maxLength).refine(isStorable, 'without NUL and half characters');
const decimal = z.string().regex(/^\d{1,14}(\.\d{1,3})?$/, 'a decimal string, zero or more, such as 1250.00');

const party = z.strictObject({
  id: text(200),
  name: text(200),
  account: text(34).optional(),
  org_number: text(20).optional(),
  aliases: z.array(text(200)).max(50).optional(),
});

/** An open item of the ERP (contract 4). */
export const invoiceItem = z
  .strictObject({
    external_id: text(200),
    kind: z.enum(['receivable', 'payable', 'credit_note']),
    side: z.enum(['receivable', 'payable']).optional().meta({ description: 'Whose ledger a credit note is on' }),
    number: text(100),
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
