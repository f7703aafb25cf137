import { z } from 'zod';
import { defineDataFault } from './fault.ts';

/** What the redirect says proves nothing: only the consent's own status does (bank A.3). */
export const consentRedirectLies = defineDataFault({
  name: 'consent.redirect-lies',
  what: 'sends the person on otherwise than was decided; form (rejected: to the good address though it is rejected; unfinished: though nothing is decided; refused: to the other address though it is valid; never: nowhere)',
  hook: 'sca',
  params: z.strictObject({ form: z.enum(['rejected', 'unfinished', 'refused', 'never']).default('rejected') }),
  strike:
    ({ form }) =>
    ({ decision }, { good, bad }) => {
      switch (form) {
        case 'rejected':
          return { decision: { kind: 'deny' }, redirectUrl: good };
        case 'unfinished':
          return { decision: null, redirectUrl: good };
        case 'refused':
          return { decision, redirectUrl: bad };
        case 'never':
          return { decision, redirectUrl: null };
      }
    },
});
