import { z } from 'zod';
import { storableText } from '../api/shapes/fields.ts';

const positiveDecimal = z.string().regex(/^\d{1,14}(\.\d{1,3})?$/, 'a decimal string such as 1250.00');

/** What a person decided before (contract 4): an empty list means that the payment belongs to no invoice. */
export const confirmedLine = z.object({
  transaction_id: storableText(200),
  allocations: z.array(z.object({ external_id: storableText(200), amount: positiveDecimal })).max(1_000),
});

export type ConfirmedLine = z.output<typeof confirmedLine>;
