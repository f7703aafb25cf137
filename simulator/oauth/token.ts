import type { Response } from 'express';
import { z } from 'zod';
import type { BankHandler } from '../bankCall.ts';
import type { SimulatorContext } from '../context.ts';
import type { Consent } from '../state/state.ts';
import { isOurClient, sendOauthError } from './clientAuthentication.ts';
import type { IssuedTokens } from './tokens.ts';
import { type TokenWays, usualWays } from './tokenWays.ts';

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
    const struck = context.faults.striking('token', 'token', null);
    record.faults.push(...struck.map(({ name }) => name));
    const ways = struck.reduce((before, { strike }) => strike(before), usualWays(context.settings));
    switch (data.grant_type) {
      case 'authorization_code':
        return redeemCode(context, response, ways, {
          code: data.code,
          codeVerifier: data.code_verifier,
          redirectUri: data.redirect_uri,
        });
      case 'refresh_token':
        return refresh(context, response, ways, data.refresh_token);
    }
  };

async function redeemCode(
  context: SimulatorContext,
  response: Response,
  ways: TokenWays,
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
      return answer(context, response, ways, tokens.issue(consent.id, redeemed.family, ways), consent);
    }
  }
}

async function refresh(
  context: SimulatorContext,
  response: Response,
  ways: TokenWays,
  refreshToken: string,
): Promise<void> {
  const { tokens, consents } = context;
  const known = tokens.refreshable(refreshToken);
  const consent = known === undefined ? undefined : consents.find(known.consentId);
  const issued = consent?.status === 'valid' ? tokens.refresh(refreshToken, ways) : null;
  if (consent === undefined || issued === null) {
    context.stateFile.changed(); // a family may have ended
    return sendOauthError(response, 400, 'invalid_grant', 'the refresh token is not valid');
  }
  return answer(context, response, ways, issued, consent);
}

/** Nobody is given a token that a crash would forget. */
async function answer(
  context: SimulatorContext,
  response: Response,
  ways: TokenWays,
  issued: IssuedTokens,
  { scope, validUntil }: Consent,
): Promise<void> {
  await saved(context);
  if (ways.isAnswerLost) {
    response.socket?.destroy();
    return;
  }
  const { consentLifeMs, now } = context.settings;
  const { clockOffsetSeconds, saidLifeSeconds } = ways;
  if (clockOffsetSeconds !== 0) response.set('Date', new Date(now() + clockOffsetSeconds * 1_000).toUTCString());
  response.set('Cache-Control', 'no-store').json({
    access_token: issued.accessToken,
    token_type: 'Bearer',
    ...(saidLifeSeconds === null ? {} : { expires_in: saidLifeSeconds }),
    refresh_token: issued.refreshToken,
    ...(consentLifeMs === undefined ? {} : { consent_expires_in: Math.floor((validUntil - now()) / 1_000) }),
    ...(scope === '' ? {} : { scope }),
  });
}

async function saved({ stateFile }: SimulatorContext): Promise<void> {
  stateFile.changed();
  await stateFile.save();
}
