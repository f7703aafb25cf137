import { z } from 'zod';
import { authorizeCall } from '../data/authorizeCall.ts';
import { countRead, isFollowUpPage } from '../data/countRead.ts';
import { accessExceeded, sendTppError } from '../data/tppError.ts';
import { dataEndpoints } from '../endpoints.ts';
import { defineFault } from './fault.ts';

/** The bank keeps to a smaller number than the four a day that it owes (bank 0.3). Whether it counts else or not. */
export const quotaEarly = defineFault({
  name: 'quota.early',
  what: 'answers 429 after fewer than four unattended reads of a day; reads (2)',
  endpoints: dataEndpoints,
  defaultWhen: 'always',
  params: z.strictObject({ reads: z.int().min(0).max(3).default(2) }),
  strike({ reads }, { request, response, context, record }) {
    const call = authorizeCall(context, request);
    if (!call.ok || call.value.attended || isFollowUpPage(request)) return 'spared';
    if (countRead(context, record, call.value.consent.id, reads)) return 'spared';
    sendTppError(response, request.path, accessExceeded);
    return 'answered';
  },
});
