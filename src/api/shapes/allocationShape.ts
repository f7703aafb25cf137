import { z } from 'zod';
import { id, storableText } from './fields.ts';

/** Of a match, at most: far more than a payment of a year's invoices. */
export const mostAllocations = 500;

/** An allocation as a caller names it: by our id of the invoice or by the ERP's, in the invoice's currency. */
export const wantedAllocation = z
  .strictObject({
    invoice_id: id.optional(),
    external_id: storableText(200).optional(),
    amount: z.string().regex(/^\d{1,14}(\.\d{1,3})?$/, 'a decimal string, more than zero, such as 1250.00'),
  })
  .refine(({ invoice_id, external_id }) => (invoice_id === undefined) !== (external_id === undefined), {
    message: 'names the invoice by invoice_id or by external_id',
  })
  .meta({ id: 'WantedAllocation' });

export type WantedAllocationBody = z.output<typeof wantedAllocation>;
