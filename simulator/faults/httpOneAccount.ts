import { z } from 'zod';
import { sendTppError } from '../data/tppError.ts';
import { defineFault } from './fault.ts';

/** Q25: one account cannot be reached, all others can. */
export const httpOneAccount = defineFault({
  name: 'http.one-account',
  what: 'answers 503 for one account: the one that is named, else the first that is asked for',
  endpoints: ['balances', 'transactions'],
  defaultWhen: 'always',
  params: z.strictObject({}),
  prepare() {
    let unreachable: string | null = null;
    return ({ request, response, record: { account } }) => {
      unreachable ??= account;
      if (account === null || account !== unreachable) return 'spared';
      sendTppError(response, request.path, { status: 503, code: 'SERVICE_UNAVAILABLE', text: 'Cannot reach it.' });
      return 'answered';
    };
  },
});
