import { z } from 'zod';
import { sendTppError } from '../data/tppError.ts';
import { defineFault } from './fault.ts';

/** Q25: one account cannot be reached, all others can. */
export const httpOneAccount = defineFault({
  name: 'http.one-account',
  what: 'answers 503 for one account, or as if it were gone; form (unavailable): unavailable, gone; the account that is named, else the first that is asked for',
  endpoints: ['balances', 'transactions'],
  defaultWhen: 'always',
  params: z.strictObject({ form: z.enum(['unavailable', 'gone']).default('unavailable') }),
  prepare({ form }) {
    let unreachable: string | null = null;
    return ({ request, response, record: { account } }) => {
      unreachable ??= account;
      if (account === null || account !== unreachable) return 'spared';
      sendTppError(
        response,
        request.path,
        form === 'gone'
          ? { status: 404, code: 'RESOURCE_UNKNOWN', text: 'Not found.' }
          : { status: 503, code: 'SERVICE_UNAVAILABLE', text: 'Cannot reach it.' },
      );
      return 'answered';
    };
  },
});
