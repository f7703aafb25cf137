import { z } from 'zod';
import { sendOauthError } from '../oauth/clientAuthentication.ts';
import { defineFault } from './fault.ts';

/** The bank has lost its consents, or takes them for ended: each refresh is refused as if the person had. */
export const tokenRefused = defineFault({
  name: 'token.refused',
  what: 'refuses every refresh with invalid_grant',
  endpoints: ['token'],
  defaultWhen: 'always',
  params: z.strictObject({}),
  strike(_params, { request, response }) {
    if (!isRefresh(request.body)) return 'spared';
    sendOauthError(response, 400, 'invalid_grant', 'the refresh token is not valid');
    return 'answered';
  },
});

const refreshSchema = z.object({ grant_type: z.literal('refresh_token') });
const isRefresh = (body: unknown): boolean => refreshSchema.safeParse(body).success;
