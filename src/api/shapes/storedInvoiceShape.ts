import { z } from 'zod';
import type { StoredInvoice } from '../../db/sql/invoices/listInvoices.ts';
import { formatMinor } from '../../domain/money.ts';
import { amountText, currencyCode, id, isoDate } from './fields.ts';

/** An invoice with what is left of it (contract 4). */
export const storedInvoice = z
  .object({
    id,
    external_id: z.string(),
    kind: z.enum(['receivable', 'payable', 'credit_note']),
    side: z.enum(['receivable', 'payable']),
    number: z.string(),
    kid: z.string().nullable(),
    amount: amountText,
    open_amount: amountText,
    residual: amountText.meta({ description: 'What is left after the matches that are not in open_amount yet' }),
    currency: currencyCode,
    issue_date: isoDate,
    due_date: isoDate,
    party: z.object({ id: z.string(), name: z.string() }).loose(),
    status: z.enum(['open', 'closed']),
    version: z.int().nullable(),
  })
  .meta({ id: 'StoredInvoice' });

/** A stored invoice as the contract's item. */
export const presentInvoice = (row: StoredInvoice): z.input<typeof storedInvoice> => ({
  id: row.id,
  external_id: row.external_id,
  kind: row.kind,
  side: row.side,
  number: row.number,
  kid: row.kid,
  amount: formatMinor(BigInt(row.amount_minor), row.currency),
  open_amount: formatMinor(BigInt(row.open_amount_minor), row.currency),
  residual: formatMinor(BigInt(row.residual_minor), row.currency),
  currency: row.currency,
  issue_date: row.issue_date,
  due_date: row.due_date,
  party: { ...row.party },
  status: row.status,
  version: row.version === null ? null : Number(row.version),
});
