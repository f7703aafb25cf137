import { z } from 'zod';
import type { BankHandler } from '../bankCall.ts';
import type { SimulatorContext } from '../context.ts';
import { isOurClient, sendOauthError } from './clientAuthentication.ts';

const formSchema = z.object({ token: z.string(), token_type_hint: z.string().optional() });

/**
 * `POST /oauth2/revoke` (RFC 7009). A refresh token takes its whole family and the consent along; an access token goes
 * alone, so a client that revokes nothing else is still connected. An unknown token is an answer of 200.
 */
export const postRevoke =
  (context: SimulatorContext): BankHandler =>
  async (request, response) => {
    const { settings, tokens, consents, stateFile } = context;
    if (!isOurClient(request, settings))
      return sendOauthError(response, 401, 'invalid_client', 'unknown client or wrong secret');
    const form = formSchema.safeParse(request.body);
    if (!form.success) return sendOauthError(response, 400, 'invalid_request', 'token is missing');
    const { token } = form.data;
    const refreshable = tokens.refreshable(token);
    if (refreshable === undefined) tokens.revokeAccess(token);
    else {
      tokens.revokeFamily(refreshable.family);
      consents.end(refreshable.consentId, 'terminatedByTpp');
    }
    stateFile.changed();
    await stateFile.save();
    response.status(200).end();
  };
