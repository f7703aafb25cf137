import type { BankErrorDetails } from '../../bank/bankError.ts';
import type { ErrorCode } from '../../contracts/errorCodes.ts';

/** What a caller needs: a token that lives so long, or another one than the bank has just refused. */
export type RefreshNeed =
  | { readonly kind: 'ahead'; readonly leastLifeMs: number }
  | { readonly kind: 'refused'; readonly refusedVersion: number };

export type RefreshDecision =
  | { readonly kind: 'keep'; readonly reason: 'fresh' | 'replaced' | 'cannot_be_refreshed' }
  | { readonly kind: 'refresh'; readonly reason: 'ahead' | 'refused' };

export interface RefreshFacts {
  readonly need: RefreshNeed;
  /** The version that the caller saw before it asked for the lock. */
  readonly seenVersion: number;
  readonly version: number;
  /** Null: the token has no end of its own. */
  readonly accessExpiresMs: number | null;
  readonly hasRefreshToken: boolean;
  readonly nowMs: number;
}

/**
 * Whether the token must be replaced: asked before the lock, and again under it. Both tests count there: without
 * the version short-lived tokens are refreshed by each waiting caller, without the freshness those who come later do it.
 */
export function decideRefresh(facts: RefreshFacts): RefreshDecision {
  const { need, version, accessExpiresMs, nowMs } = facts;
  if (need.kind === 'refused')
    return version === need.refusedVersion
      ? { kind: 'refresh', reason: 'refused' }
      : { kind: 'keep', reason: 'replaced' };
  if (version !== facts.seenVersion) return { kind: 'keep', reason: 'replaced' };
  const lifeMs = accessExpiresMs === null ? Number.POSITIVE_INFINITY : accessExpiresMs - nowMs;
  if (lifeMs >= need.leastLifeMs) return { kind: 'keep', reason: 'fresh' };
  if (!facts.hasRefreshToken && lifeMs > 0) return { kind: 'keep', reason: 'cannot_be_refreshed' };
  return { kind: 'refresh', reason: 'ahead' };
}

export interface RefreshFailure {
  readonly code: ErrorCode;
  /** The bank has decided, or was surely not reached: the refresh token is where it was. */
  readonly isOutcomeKnown: boolean;
}

/**
 * What a failed refresh means. `unsureBefore`: an earlier refresh of the same version ended without a
 * known outcome, so the bank may have rotated the token then, and its refusal now is our loss, not the person's will.
 */
export function decideRefreshFailure(
  { code, sent, status }: BankErrorDetails,
  { unsureBefore }: { readonly unsureBefore: boolean },
): RefreshFailure {
  const isOutcomeKnown = !sent || (status !== undefined && status >= 400);
  return { code: code === 'consent_revoked' && unsureBefore ? 'rotation_lost' : code, isOutcomeKnown };
}
