import { z } from 'zod';
import { bearerOf } from '../data/authorizeCall.ts';
import { dataEndpoints } from '../endpoints.ts';
import { defineFault } from './fault.ts';

/** The access token that comes with the call has expired: `TOKEN_EXPIRED` until it is refreshed. */
export const tokenExpired = defineFault({
  name: 'token.expired',
  what: 'the access token of the call counts as expired from now on',
  endpoints: dataEndpoints,
  defaultWhen: { times: 1 },
  params: z.strictObject({}),
  strike(_params, { request, context }) {
    const token = bearerOf(request);
    if (token !== null) context.tokens.expire(token);
    context.stateFile.changed();
    return 'continue';
  },
});
