import { z } from 'zod';
import { addDays } from '../calendar.ts';
import { lastDayWithin } from '../consent/consentDays.ts';
import { consentOfCall } from './consentOfCall.ts';
import { defineFault } from './fault.ts';

/** Bank B: a bank may give less than it was asked for. Below 0 days: the consent of the call is over at once. */
export const consentShortened = defineFault({
  name: 'consent.shortened',
  what: 'gives a consent fewer days than were asked for, from the first look at it on; days (30) from today',
  endpoints: ['consents'],
  defaultWhen: 'always',
  params: z.strictObject({ days: z.int().min(-1).max(180).default(30) }),
  strike({ days }, call) {
    const consentId = consentOfCall(call);
    if (consentId === null) return 'spared';
    const { bank, consents, stateFile } = call.context;
    consents.shorten(consentId, lastDayWithin(addDays(bank.today(), days), bank.today(), days));
    stateFile.changed();
    return 'continue';
  },
});
