import * as client from 'openid-client';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { BankError } from '../bankError.ts';
import type { BankLimits } from '../bankLimits.ts';
import { type AskedEndpoint, type OnBankCall, reportCall } from '../callReport.ts';
import { classifyRefusal } from '../classifyFailure.ts';
import type {
  AuthorizationIssuer,
  AuthorizationRequest,
  BegunAuthorization,
  CodeExchange,
  GrantSecrets,
  IssuedGrant,
  RevokeOutcome,
} from '../port.ts';
import { retryAfterMs } from '../retryAfter.ts';
import type { OauthServer } from './oauthServer.ts';

export interface TokenCallDeps {
  readonly server: OauthServer;
  readonly clock: Clock;
  readonly limits: BankLimits;
  readonly maxConsentDays: number;
}

/** What the authorization server is asked (contract 6, profile `oauth2`). */
export interface TokenCalls {
  authorizationUrl(request: AuthorizationRequest): Promise<BegunAuthorization>;
  issuer(): Promise<AuthorizationIssuer>;
  redeem(exchange: CodeExchange, onCall?: OnBankCall): Promise<IssuedGrant>;
  refresh(secrets: GrantSecrets, onCall?: OnBankCall): Promise<IssuedGrant>;
  revoke(secrets: GrantSecrets, onCall?: OnBankCall): Promise<RevokeOutcome>;
}

interface TokenCall {
  readonly endpoint: Extract<AskedEndpoint, 'token.redeem' | 'token.refresh' | 'revoke'>;
  readonly deadlineMs: number;
  readonly onCall: OnBankCall | undefined;
}

/** what a token without `expires_in` is trusted for. */
const unsaidLifeMs = 5 * 60_000;
const dayMs = 86_400_000;

export function createTokenCalls({ server, clock, limits, maxConsentDays }: TokenCallDeps): TokenCalls {
  const call = <T>(
    { endpoint, deadlineMs, onCall }: TokenCall,
    work: (configuration: client.Configuration) => Promise<T>,
  ): Promise<T> =>
    reportCall(
      { endpoint, isAttended: false, onCall },
      async (onSent) => work(await server.configuration(deadlineMs, onSent)),
      (error) => toBankError(error, clock.now()),
    );

  return {
    async authorizationUrl({ state, codeVerifier, redirectUri, scope }) {
      const configuration = await server.configuration(limits.callMs);
      const url = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope,
        state,
        code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, pending: null };
    },

    async issuer() {
      const metadata = (await server.configuration(limits.callMs)).serverMetadata();
      return {
        issuer: metadata.issuer,
        required: metadata['authorization_response_iss_parameter_supported'] === true,
      };
    },

    redeem: ({ code, codeVerifier, redirectUri }, onCall) =>
      call({ endpoint: 'token.redeem', deadlineMs: limits.redeemMs, onCall }, async (configuration) => {
        // The general grant: the library's own would take the redirect URI apart, and it is compared byte for byte.
        const answer = await client.genericGrantRequest(configuration, 'authorization_code', {
          code,
          code_verifier: codeVerifier,
          redirect_uri: redirectUri,
        });
        const now = clock.now();
        const grant = toGrant(answer, now);
        return { ...grant, consentExpiresAt: grant.consentExpiresAt ?? after(now, maxConsentDays * dayMs) };
      }),

    async refresh({ refreshToken }, onCall) {
      // A grant without a refresh token ends with its access token.
      if (refreshToken === null) throw new BankError({ code: 'needs_reconsent', sent: false });
      return call({ endpoint: 'token.refresh', deadlineMs: limits.refreshMs, onCall }, async (configuration) =>
        toGrant(await client.refreshTokenGrant(configuration, refreshToken), clock.now()),
      );
    },

    async revoke({ refreshToken, accessToken }, onCall) {
      const revokeOne = async (token: string, hint: string): Promise<RevokeAnswer> => {
        try {
          await call({ endpoint: 'revoke', deadlineMs: limits.callMs, onCall }, (configuration) =>
            client.tokenRevocation(configuration, token, { token_type_hint: hint }),
          );
          return 'revoked';
        } catch (error) {
          return revokeAnswer(error);
        }
      };
      const outcomes: RevokeAnswer[] = [];
      if (refreshToken !== null) outcomes.push(await revokeOne(refreshToken, 'refresh_token'));
      outcomes.push(await revokeOne(accessToken, 'access_token'));
      if (outcomes.includes('unsupported')) return { confirmed: false, reason: 'unsupported' };
      // `unsupported_token_type`: the bank revokes by the other token (RFC 7009, 2.2.1).
      return outcomes.includes('revoked')
        ? { confirmed: true }
        : { confirmed: false, reason: 'unsupported_token_type' };
    },
  };
}

const toGrant = (answer: client.TokenEndpointResponse, now: number): IssuedGrant => ({
  secrets: { accessToken: answer.access_token, refreshToken: answer.refresh_token ?? null },
  accessExpiresAt: new Date(now + (lifeMs(answer.expires_in) ?? unsaidLifeMs)),
  refreshExpiresAt: after(now, lifeMs(answer['refresh_expires_in'])),
  consentExpiresAt: after(now, lifeMs(answer['consent_expires_in'])),
});

type RevokeAnswer = 'revoked' | 'other_token' | 'unsupported';

/** already invalid is revoked; what may mend itself, or an operator must, is thrown. */
function revokeAnswer(error: unknown): RevokeAnswer {
  if (!(error instanceof BankError)) throw error;
  const { status, bankCode } = error.details;
  if (bankCode === 'invalid_grant' || bankCode === 'invalid_token') return 'revoked';
  if (bankCode === 'unsupported_token_type') return 'other_token';
  if (status === 404 || status === 405) return 'unsupported';
  throw error;
}

const secondsSchema = z.coerce.number().positive().finite();

function lifeMs(seconds: unknown): number | undefined {
  if (typeof seconds !== 'number' && typeof seconds !== 'string') return undefined;
  const parsed = secondsSchema.safeParse(seconds);
  return parsed.success ? Math.min(parsed.data, 10 * 365 * 86_400) * 1_000 : undefined;
}

const after = (now: number, ms: number | undefined): Date | null => (ms === undefined ? null : new Date(now + ms));

/** The library's errors by their class and code (S-18). What was answered 429 or 503 was surely not acted on. */
function toBankError(error: unknown, nowMs: number): BankError {
  if (error instanceof BankError) return error;
  if (error instanceof client.ClientError && error.cause instanceof BankError) return error.cause;
  const { response, bankCode } = refusalIn(error);
  // 2xx, but no token in it: the code or token may well be spent.
  if (response === undefined || response.ok) return new BankError({ code: 'bank_contract_violation', sent: true });
  const { status } = response;
  const wait = retryAfterMs(response.headers.get('retry-after') ?? undefined, nowMs);
  return new BankError({
    code: classifyRefusal({ endpoint: 'token', status, bankCode, retryAfterMs: wait, attended: true }),
    status,
    sent: status !== 429 && status !== 503,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    ...(bankCode === undefined ? {} : { bankCode }),
  });
}

function refusalIn(error: unknown): { response?: Response; bankCode?: string } {
  if (error instanceof client.ResponseBodyError) return { response: error.response, bankCode: error.error };
  if (error instanceof client.WWWAuthenticateChallengeError) {
    const bankCode = error.cause[0]?.parameters.error;
    return { response: error.response, ...(bankCode === undefined ? {} : { bankCode }) };
  }
  if (error instanceof client.ClientError && error.cause instanceof Response) return { response: error.cause };
  return {};
}
