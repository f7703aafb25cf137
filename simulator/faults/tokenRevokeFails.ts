import { z } from 'zod';
import { sendOauthError } from '../oauth/clientAuthentication.ts';
import { defineFault } from './fault.ts';

/** RFC 7009, 2.2.1: the token is still valid; the caller may try again later. */
export const tokenRevokeFails = defineFault({
  name: 'token.revoke-fails',
  what: 'answers 503 to every revocation',
  endpoints: ['revoke'],
  defaultWhen: 'always',
  params: z.strictObject({}),
  strike(_params, { response }) {
    sendOauthError(response, 503, 'temporarily_unavailable', 'try again later');
    return 'answered';
  },
});
