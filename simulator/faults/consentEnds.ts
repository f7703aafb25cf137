import { z } from 'zod';
import { dataEndpoints } from '../endpoints.ts';
import type { EndStatus } from '../oauth/consents.ts';
import { consentOfCall } from './consentOfCall.ts';
import { defineFault, type StrikeOutcome, type StruckCall } from './fault.ts';

const endWith = (status: EndStatus, call: StruckCall): StrikeOutcome => {
  const consentId = consentOfCall(call);
  if (consentId === null) return 'spared';
  call.context.consents.end(consentId, status);
  call.context.stateFile.changed();
  return 'continue';
};

/** In mid-run too: with `nth` it strikes at a later call. */
export const consentExpired = defineFault({
  name: 'consent.expired',
  what: 'the time of the consent that a call comes with has run out',
  endpoints: dataEndpoints,
  defaultWhen: { times: 1 },
  params: z.strictObject({}),
  strike: (_params, call) => endWith('expired', call),
});

export const consentRevoked = defineFault({
  name: 'consent.revoked',
  what: 'the person has ended the consent that a call comes with, at the bank',
  endpoints: dataEndpoints,
  defaultWhen: { times: 1 },
  params: z.strictObject({}),
  strike: (_params, call) => endWith('revokedByPsu', call),
});
