import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { isScope } from '../contracts/scopes.ts';
import type { JwtSettings } from './jwtSettings.ts';
import { createPrincipal, type Principal } from './principal.ts';
import { ApiProblem } from './problem.ts';
import { id } from './shapes/fields.ts';

/** The principal of a JWT. Throws 401, or 503 where the issuer's keys cannot be had. */
export type VerifyToken = (token: string) => Promise<Principal>;

/** Asymmetric ones only: a public key must never serve as a shared secret. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const clockToleranceSeconds = 30;
const keysTimeoutMs = 3_000;

/** `scope` as in RFC 8693; `client_ids` or `all_clients` say for whom. Without either: for nobody. */
const claims = z.object({
  sub: z.string().min(1),
  scope: z.string().default(''),
  client_ids: z.array(id).max(1_000).default([]),
  all_clients: z.boolean().default(false),
});

/** Opaque and of the same form for every issuer: it stands in logs, in the audit and in workflow ids (B-13). */
const principalId = (issuer: string, subject: string): string =>
  `jwt-${createHash('sha256').update(`${issuer}\n${subject}`).digest('hex').slice(0, 32)}`;

/** Of these the token is at fault; everything else kept us from looking at it. */
const isTokensFault = (error: unknown): boolean =>
  error instanceof errors.JOSEError &&
  (/^ERR_JW[TS]_/.test(error.code) ||
    ['ERR_JWKS_NO_MATCHING_KEY', 'ERR_JWKS_MULTIPLE_MATCHING_KEYS', 'ERR_JOSE_ALG_NOT_ALLOWED'].includes(error.code) ||
    error.code === 'ERR_JOSE_NOT_SUPPORTED');

/** Whether a bearer text is one: a JOSE header, which begins with `{"`, and two parts more. */
export const isToken = (text: string): boolean => /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/.test(text);

/** Verifies signature, issuer, audience and times (RFC 8725); keys are fetched when needed, and kept for ten minutes. */
export function createVerifyToken({ issuer, audience, jwksUrl }: JwtSettings, clock: { now(): number }): VerifyToken {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: keysTimeoutMs, cacheMaxAge: 600_000 });
  return async (token) => {
    const verified = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(clock.now()),
    }).catch((error: unknown) => {
      throw isTokensFault(error)
        ? new ApiProblem('unauthorized', { cause: error })
        : new ApiProblem('identity_provider_unavailable', { cause: error, headers: { 'Retry-After': '5' } });
    });
    const read = claims.safeParse(verified.payload);
    if (!read.success) throw new ApiProblem('unauthorized', { cause: read.error });
    const { sub, scope, client_ids: clientIds, all_clients: allClients } = read.data;
    return createPrincipal({
      id: principalId(issuer, sub),
      scopes: scope.split(' ').filter(isScope),
      allClients,
      clientIds: allClients ? [] : clientIds,
    });
  };
}
