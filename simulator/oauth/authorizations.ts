import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { codeLifeMs } from '../options.ts';
import type { AuthorizationRequest } from './authorizationRequest.ts';

export interface CodeRedemption {
  readonly code: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
}

export type Redeemed =
  | { readonly kind: 'redeemed'; readonly consentId: string; readonly family: string }
  /** Presented before: what came of it the first time must go (RFC 6749, 4.1.2). */
  | { readonly kind: 'replayed'; readonly family: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** What happens between the first page and the code's redemption; none of it outlives the process. */
export interface Authorizations {
  /** A person came with this request; the ticket names it in the page's forms. */
  begin(request: AuthorizationRequest): string;
  find(ticket: string): AuthorizationRequest | undefined;
  /** The person decided: the page works once. */
  finish(ticket: string): AuthorizationRequest | undefined;
  issueCode(request: AuthorizationRequest, consentId: string): string;
  redeem(redemption: CodeRedemption): Redeemed;
}

interface IssuedCode {
  readonly request: AuthorizationRequest;
  readonly consentId: string;
  readonly family: string;
  readonly expiresAt: number;
  used: boolean;
}

/** A page may lie open for so long. */
const ticketLifeMs = 15 * 60_000;

export function createAuthorizations(now: () => number): Authorizations {
  const tickets = new Map<string, { readonly request: AuthorizationRequest; readonly expiresAt: number }>();
  const codes = new Map<string, IssuedCode>();

  const find = (ticket: string): AuthorizationRequest | undefined => {
    const found = tickets.get(ticket);
    return found !== undefined && found.expiresAt > now() ? found.request : undefined;
  };
  return {
    begin(request) {
      for (const [old, { expiresAt }] of tickets) if (expiresAt <= now()) tickets.delete(old);
      const ticket = randomBytes(18).toString('base64url');
      tickets.set(ticket, { request, expiresAt: now() + ticketLifeMs });
      return ticket;
    },
    find,
    finish(ticket) {
      const request = find(ticket);
      tickets.delete(ticket);
      return request;
    },
    issueCode(request, consentId) {
      // Remembered for a day beyond its life: a replay must be known as one.
      for (const [old, { expiresAt }] of codes) if (expiresAt < now() - 86_400_000) codes.delete(old);
      const code = randomBytes(24).toString('base64url');
      codes.set(code, { request, consentId, family: randomUUID(), expiresAt: now() + codeLifeMs, used: false });
      return code;
    },
    redeem({ code, codeVerifier, redirectUri }) {
      const issued = codes.get(code);
      if (issued === undefined) return { kind: 'refused', reason: 'unknown code' };
      if (issued.used) return { kind: 'replayed', family: issued.family };
      if (issued.expiresAt <= now()) return { kind: 'refused', reason: 'expired code' };
      issued.used = true; // a wrong attempt uses it too
      if (issued.request.redirectUri !== redirectUri) return { kind: 'refused', reason: 'other redirect_uri' };
      if (challengeOf(codeVerifier) !== issued.request.codeChallenge)
        return { kind: 'refused', reason: 'wrong code_verifier' };
      return { kind: 'redeemed', consentId: issued.consentId, family: issued.family };
    },
  };
}

/** S256 (RFC 7636, 4.2). */
const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');
