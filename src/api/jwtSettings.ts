import { z } from 'zod';

/** Whose tokens are taken beside API keys. */
export interface JwtSettings {
  /** Equal to `iss`. */
  readonly issuer: string;
  /** Among `aud`. */
  readonly audience: string;
  /** Where the issuer's public keys are. */
  readonly jwksUrl: string;
}

/** Part of the schema of the environment. */
export const jwtVariables = {
  AUTH_JWT_ISSUER: z.string().min(1).optional(),
  AUTH_JWT_AUDIENCE: z.string().min(1).optional(),
  AUTH_JWT_JWKS_URL: z.url({ protocol: /^https?$/ }).optional(),
};

type JwtEnvironment = z.output<z.ZodObject<typeof jwtVariables>> & { readonly DNB_USE_SANDBOX: boolean };

const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** Null: off. A text: the rule that is broken. */
export function jwtSettings(env: JwtEnvironment): JwtSettings | string | null {
  const { AUTH_JWT_ISSUER: issuer, AUTH_JWT_AUDIENCE: audience, AUTH_JWT_JWKS_URL: jwksUrl } = env;
  if (issuer === undefined && audience === undefined && jwksUrl === undefined) return null;
  if (issuer === undefined || audience === undefined || jwksUrl === undefined)
    return 'AUTH_JWT_ISSUER, AUTH_JWT_AUDIENCE and AUTH_JWT_JWKS_URL: all or none';
  const { protocol, hostname } = new URL(jwksUrl);
  // Whoever can change the keys on their way is every principal.
  if (protocol !== 'https:' && !(env.DNB_USE_SANDBOX && loopback.includes(hostname)))
    return 'AUTH_JWT_JWKS_URL: https is required';
  return { issuer, audience, jwksUrl };
}
