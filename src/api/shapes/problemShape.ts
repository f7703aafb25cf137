import { z } from 'zod';
import { type ErrorCode, errorCodes } from '../../contracts/errorCodes.ts';
import { matchItem } from './matchShape.ts';
import { reviewItem } from './reviewItemShape.ts';

/** Every code of the table, for the document. */
export const allErrorCodes = Object.keys(errorCodes).toSorted();

/** RFC 9457 with the extension members of contract 3. */
export const problemShape = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    success: z.literal(false),
    message: z.string().meta({ description: 'For a person: title and detail' }),
    code: z.custom<ErrorCode>().meta({ override: { type: 'string', enum: allErrorCodes } }),
    request_id: z.uuid(),
    retryable: z.boolean().meta({ description: 'Whether the same request may succeed later' }),
    act: z.enum(['user', 'bank', 'operator']).optional().meta({ description: 'Who must do something' }),
    run_id: z.uuid().optional(),
    connection_id: z.uuid().optional(),
    retry_at: z.string().optional().meta({ format: 'date-time' }),
    reason: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    matches: z.array(matchItem).optional().meta({ description: 'Of `already_allocated`: who has it' }),
    review_item: reviewItem.optional().meta({ description: 'Of `changed_meanwhile`: the item as it is now' }),
  })
  .meta({ id: 'Problem' });
