import { z } from 'zod';
import { amountText, id, instantText } from './fields.ts';
import { storedInvoice } from './storedInvoiceShape.ts';
import { transactionItem } from './transactionShape.ts';

export const reviewStatus = z.enum(['open', 'resolved']);
export const reviewKind = z.enum(['candidates', 'no_candidate']);

const allocation = z.object({ invoice_id: id, external_id: z.string(), amount: amountText });

const candidate = z.object({
  id: z.string().meta({ description: 'Good for this version of the item' }),
  kind: z.string().meta({ examples: ['single'] }),
  allocations: z.array(allocation),
  probability: z.number().meta({ description: 'Calibrated, 0 to 1' }),
  reasons: z.array(
    z.object({
      group: z.string(),
      level: z.string(),
      bits: z.number().meta({ description: 'Weight of the evidence; negative is against it' }),
      text: z.string(),
    }),
  ),
});

/** A row that a person decides about, with what is proposed (contract 3.2). */
export const reviewItem = z
  .object({
    id,
    status: reviewStatus,
    kind: z.string().meta({ description: '`candidates` or `no_candidate`' }),
    reason: z.string().meta({ description: 'Why nothing was matched without a person' }),
    version: z.int().meta({ description: 'To be sent with a decision' }),
    transaction: transactionItem,
    candidates: z
      .array(candidate)
      .meta({ description: 'At most three, the likeliest first, or as an advisor ordered them' }),
    advice: z.string().nullable().meta({
      description: 'A sentence of the match advisor, a language model, on the candidates; it decides nothing',
    }),
    invoices: z.array(storedInvoice).meta({ description: 'Those that candidates and the first acceptance name' }),
    model_version: z.string().nullable(),
    first_acceptance: z
      .object({
        user: z.string(),
        candidate_id: z.string().nullable(),
        allocations: z.array(allocation),
        at: instantText,
      })
      .nullable()
      .meta({ description: 'Of two persons; another one must accept the same' }),
    resolution: z
      .object({ action: z.string(), user: z.string().nullable(), candidate_id: z.string().nullable(), match_id: id })
      .nullable()
      .meta({ description: 'Of a person; null where the item is open or ended by itself' }),
    created_at: instantText,
    updated_at: instantText,
  })
  .meta({ id: 'ReviewItem' });
