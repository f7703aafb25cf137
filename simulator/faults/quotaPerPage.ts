import { z } from 'zod';
import { authorizeCall } from '../data/authorizeCall.ts';
import { countRead } from '../data/countRead.ts';
import { accessExceeded, sendTppError } from '../data/tppError.ts';
import { defineFault } from './fault.ts';

/** At some banks each page is a read of its own (bank D). Whether the bank counts else or not. */
export const quotaPerPage = defineFault({
  name: 'quota.per-page',
  what: 'counts each page as an unattended read of its own, and answers 429 when the day’s are used up; reads (4)',
  endpoints: ['transactions'],
  defaultWhen: 'always',
  params: z.strictObject({ reads: z.int().min(0).max(100).default(4) }),
  strike({ reads }, { request, response, context, record }) {
    const call = authorizeCall(context, request);
    if (!call.ok || call.value.attended) return 'spared';
    if (countRead(context, record, call.value.consent.id, reads)) return 'spared';
    sendTppError(response, request.path, accessExceeded);
    return 'answered';
  },
});
