import type { Response } from 'express';
import { z } from 'zod';
import type { BankHandler } from '../bankCall.ts';
import type { SimulatorContext } from '../context.ts';
import { isOurClient, sendOauthError } from './clientAuthentication.ts';
import type { IssuedTokens } from './tokens.ts';

const formSchema = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal('authorization_code'),
    code: z.string(),
    redirect_uri: z.string(),
    code_verifier: z.string().regex(/^[A-Za-z0-9._~-]{43,128}$/),
  }),
  z.object({ grant_type: z.literal('refresh_token'), refresh_token: z.string() }),
]);
const grantTypeSchema = z.object({ grant_type: z.string() });
const knownGrantTypes = ['authorization_code', 'refresh_token'];

/** `POST /oauth2/token`: a code for tokens, a refresh token for new ones. */
export const postToken =
  (context: SimulatorContext): BankHandler =>
  async (request, response, record) => {
    if (!isOurClient(request, context.settings))
      return sendOauthError(response, 401, 'invalid_client', 'unknown client or wrong secret');
    const form = formSchema.safeParse(request.body);
    if (!form.success) {
      const asked = grantTypeSchema.safeParse(request.body);
      const known = asked.success && knownGrantTypes.includes(asked.data.grant_type);
      return asked.success && !known
        ? sendOauthError(response, 400, 'unsupported_grant_type', 'authorization_code or refresh_token')
        : sendOauthError(response, 400, 'invalid_request', 'a parameter is missing or malformed');
    }
    const { data } = form;
    record.grant_type = data.grant_type;
    switch (data.grant_type) {
      case 'authorization_code':
        return redeemCode(context, response, {
          code: data.code,
          codeVerifier: data.code_verifier,
          redirectUri: data.redirect_uri,
        });
      case 'refresh_token':
        return refresh(context, response, data.refresh_token);
    }
  };

async function redeemCode(
  context: SimulatorContext,
  response: Response,
  redemption: { readonly code: string; readonly codeVerifier: string; readonly redirectUri: string },
): Promise<void> {
  const { authorizations, tokens, consents } = context;
  const redeemed = authorizations.redeem(redemption);
  switch (redeemed.kind) {
    case 'refused':
      return sendOauthError(response, 400, 'invalid_grant', redeemed.reason);
    case 'replayed':
      tokens.revokeFamily(redeemed.family);
      await saved(context);
      return sendOauthError(response, 400, 'invalid_grant', 'the code was used before');
    case 'redeemed': {
      const consent = consents.find(redeemed.consentId);
      if (consent?.status !== 'valid') return sendOauthError(response, 400, 'invalid_grant', 'the consent has ended');
      return answer(context, response, tokens.issue(consent.id, redeemed.family), consent.scope);
    }
  }
}

async function refresh(context: SimulatorContext, response: Response, refreshToken: string): Promise<void> {
  const { tokens, consents } = context;
  const known = tokens.refreshable(refreshToken);
  const consent = known === undefined ? undefined : consents.find(known.consentId);
  const issued = consent?.status === 'valid' ? tokens.refresh(refreshToken) : null;
  if (consent === undefined || issued === null)
    return sendOauthError(response, 400, 'invalid_grant', 'the refresh token is not valid');
  return answer(context, response, issued, consent.scope);
}

/** Nobody is given a token that a crash would forget. */
async function answer(
  context: SimulatorContext,
  response: Response,
  issued: IssuedTokens,
  scope: string,
): Promise<void> {
  await saved(context);
  response.set('Cache-Control', 'no-store').json({
    access_token: issued.accessToken,
    token_type: 'Bearer',
    expires_in: context.settings.accessTokenLifeSeconds,
    refresh_token: issued.refreshToken,
    ...(scope === '' ? {} : { scope }),
  });
}

async function saved({ stateFile }: SimulatorContext): Promise<void> {
  stateFile.changed();
  await stateFile.save();
}
