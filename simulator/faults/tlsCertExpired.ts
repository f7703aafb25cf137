import { z } from 'zod';
import { sendTppError } from '../data/tppError.ts';
import { dataEndpoints } from '../endpoints.ts';
import { sendOauthError } from '../oauth/clientAuthentication.ts';
import { defineFault } from './fault.ts';

/** Our certificate has run out, and the bank's gateway says so: at its own calls by the standard's code. */
export const tlsCertExpired = defineFault({
  name: 'tls.cert-expired',
  what: "takes the caller's certificate for expired, at every call",
  endpoints: [...dataEndpoints, 'token', 'revoke'],
  defaultWhen: 'always',
  params: z.strictObject({}),
  strike(_params, { request, response, record }) {
    if (record.endpoint === 'token' || record.endpoint === 'revoke')
      sendOauthError(response, 401, 'invalid_client', 'the certificate has expired');
    else
      sendTppError(response, request.path, {
        status: 401,
        code: 'CERTIFICATE_EXPIRED',
        text: 'The certificate has expired.',
      });
    return 'answered';
  },
});
