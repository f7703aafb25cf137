import { z } from 'zod';
import { sendOauthError } from '../oauth/clientAuthentication.ts';
import { defineFault } from './fault.ts';

/** RFC 6749, 5.2: our client is not known any more, whoever's token it brings. */
export const tokenInvalidClient = defineFault({
  name: 'token.invalid-client',
  what: 'refuses the client itself, at every call for tokens; error (invalid_client)',
  endpoints: ['token', 'revoke'],
  defaultWhen: 'always',
  params: z.strictObject({ error: z.enum(['invalid_client', 'unauthorized_client']).default('invalid_client') }),
  strike({ error }, { response }) {
    sendOauthError(response, error === 'invalid_client' ? 401 : 400, error, 'the client may not do this');
    return 'answered';
  },
});
