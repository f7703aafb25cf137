import { z } from 'zod';
import { mostAllocations, wantedAllocation } from './allocationShape.ts';
import { id, isStorable } from './fields.ts';

const version = z.int().min(1).max(2_147_483_647).meta({ description: '`version` of the item as the person saw it' });
const candidateId = z.string().min(1).max(100).refine(isStorable, 'text without NUL and half characters');

const accept = { version, action: z.literal('accept'), candidate_id: candidateId };
const allocate = {
  version,
  action: z.literal('allocate'),
  allocations: z.array(wantedAllocation).min(1).max(mostAllocations),
};
const reject = { version, action: z.literal('reject'), candidate_id: candidateId };
const noMatch = { version, action: z.literal('no_match') };

/** A person's answer to a review item. */
export const resolutionBody = z.discriminatedUnion('action', [
  z.strictObject(accept),
  z.strictObject(allocate),
  z.strictObject(reject),
  z.strictObject(noMatch),
]);

/** The same, of an item that is named beside it. */
export const batchResolution = z.discriminatedUnion('action', [
  z.strictObject({ id, ...accept }),
  z.strictObject({ id, ...allocate }),
  z.strictObject({ id, ...reject }),
  z.strictObject({ id, ...noMatch }),
]);
