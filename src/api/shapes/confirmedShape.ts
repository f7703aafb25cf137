import { z } from 'zod';
import { mostAllocations } from './allocationShape.ts';
import { id, storableText } from './fields.ts';

/** What was decided about a row (contract 4, confirmed); an empty list: it belongs to no invoice. */
export const confirmedItem = z
  .strictObject({
    transaction_id: id,
    allocations: z
      .array(
        z.strictObject({
          external_id: storableText(200),
          amount: z.string().regex(/^\d{1,14}(\.\d{1,3})?$/, 'a decimal string, more than zero, such as 1250.00'),
        }),
      )
      .max(mostAllocations),
  })
  .meta({ id: 'ConfirmedMatch' });
