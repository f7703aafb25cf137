import { z } from 'zod';
import type { SimulatorSettings } from '../options.ts';

export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly scope: string;
  readonly state: string | null;
  readonly codeChallenge: string;
}

export type CheckedRequest =
  | { readonly kind: 'valid'; readonly request: AuthorizationRequest }
  /** The client is told, by the person's browser. */
  | { readonly kind: 'refused'; readonly redirectUrl: string }
  /** Nobody is sent anywhere: the client or its address is not known (RFC 6749, 4.1.2.1). */
  | { readonly kind: 'unsafe'; readonly reason: string };

/** Each at most once (RFC 6749, 3.1). */
const querySchema = z.object({
  response_type: z.string().optional(),
  client_id: z.string().optional(),
  redirect_uri: z.string().optional(),
  scope: z.string().optional(),
  state: z.string().optional(),
  code_challenge: z.string().optional(),
  code_challenge_method: z.string().optional(),
});

/** Checks what a client asks for; PKCE with S256 is required. */
export function checkAuthorizationRequest(search: URLSearchParams, settings: SimulatorSettings): CheckedRequest {
  const names = [...search.keys()];
  const query = querySchema.parse(Object.fromEntries(search));
  const { redirect_uri: redirectUri, state = null } = query;
  if (query.client_id !== settings.clientId) return { kind: 'unsafe', reason: 'client_id is not registered' };
  if (redirectUri === undefined || !settings.redirectUris.includes(redirectUri))
    return { kind: 'unsafe', reason: 'redirect_uri is not registered for this client' };

  const refuse = (error: string, description: string): CheckedRequest => ({
    kind: 'refused',
    redirectUrl: redirectTo({ redirectUri, state }, { error, error_description: description }),
  });
  if (new Set(names).size !== names.length) return refuse('invalid_request', 'a parameter is given twice');
  if (query.response_type !== 'code') return refuse('unsupported_response_type', 'response_type must be code');
  if (query.code_challenge_method !== 'S256') return refuse('invalid_request', 'code_challenge_method must be S256');
  const codeChallenge = query.code_challenge ?? '';
  if (!/^[A-Za-z0-9_-]{43}$/.test(codeChallenge)) return refuse('invalid_request', 'code_challenge is no S256 value');
  return { kind: 'valid', request: { redirectUri, scope: query.scope ?? '', state, codeChallenge } };
}

/** The redirect URI with the answer and the echoed state. A query of its own is kept. */
export function redirectTo(
  { redirectUri, state }: Pick<AuthorizationRequest, 'redirectUri' | 'state'>,
  answer: Readonly<Record<string, string>>,
): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  if (state !== null) url.searchParams.set('state', state);
  return url.href;
}
