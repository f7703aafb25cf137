import type { BankErrorDetails } from '../../bank/bankError.ts';
import type { ErrorCode } from '../../contracts/errorCodes.ts';

/** What a caller needs of the token. */
export type RefreshNeed =
  /** That it lives so long. */
  | { readonly kind: 'ahead'; readonly leastLifeMs: number }
  /** That it is another one than the bank has just refused. */
  | { readonly kind: 'refused'; readonly refusedVersion: number }
  /** That the refresh token has been used since then: it may die of being idle. Epoch milliseconds. */
  | { readonly kind: 'used'; readonly sinceMs: number };

export type RefreshDecision =
  | {
      readonly kind: 'keep';
      readonly reason: 'fresh' | 'replaced' | 'just_issued' | 'cannot_be_refreshed' | 'replaced_once';
    }
  | { readonly kind: 'refresh'; readonly reason: 'ahead' | 'refused' | 'idle' };

export interface RefreshFacts {
  readonly need: RefreshNeed;
  /** The version that the caller saw before it asked for the lock. */
  readonly seenVersion: number;
  readonly version: number;
  /** When the bank gave this version, or refused to give another one (epoch milliseconds). */
  readonly answeredMs: number;
  /** Null: the token has no end of its own. */
  readonly accessExpiresMs: number | null;
  readonly hasRefreshToken: boolean;
  /** The open run has had its one forced refresh. */
  readonly wasForced: boolean;
  readonly nowMs: number;
}

/** A token that lives for less than a caller wants is as fresh as the bank makes it: else each step would renew it. */
const justIssuedMs = 60_000;

/**
 * Whether the token must be replaced: asked before the lock, and again under it. Both tests count there: without
 * the version short-lived tokens are refreshed by each waiting caller, without the freshness those who come later do it.
 */
export function decideRefresh(facts: RefreshFacts): RefreshDecision {
  const { need, version, nowMs } = facts;
  switch (need.kind) {
    case 'refused':
      if (version !== need.refusedVersion) return { kind: 'keep', reason: 'replaced' };
      // The second 401 of a run is what the bank means.
      return facts.wasForced ? { kind: 'keep', reason: 'replaced_once' } : { kind: 'refresh', reason: 'refused' };
    case 'used':
      if (!facts.hasRefreshToken) return { kind: 'keep', reason: 'cannot_be_refreshed' };
      return facts.answeredMs >= need.sinceMs ? { kind: 'keep', reason: 'fresh' } : { kind: 'refresh', reason: 'idle' };
    case 'ahead': {
      if (version !== facts.seenVersion) return { kind: 'keep', reason: 'replaced' };
      const lifeMs = facts.accessExpiresMs === null ? Number.POSITIVE_INFINITY : facts.accessExpiresMs - nowMs;
      if (lifeMs >= need.leastLifeMs) return { kind: 'keep', reason: 'fresh' };
      if (lifeMs <= 0) return { kind: 'refresh', reason: 'ahead' };
      if (!facts.hasRefreshToken) return { kind: 'keep', reason: 'cannot_be_refreshed' };
      return nowMs - facts.answeredMs < justIssuedMs
        ? { kind: 'keep', reason: 'just_issued' }
        : { kind: 'refresh', reason: 'ahead' };
    }
  }
}

export interface RefreshFailure {
  readonly code: ErrorCode;
  /** `unsure`: the bank may have rotated the token. Else it has said no, or was surely not reached or not at work. */
  readonly outcome: 'unsure' | 'refused' | 'not_done';
}

/**
 * What a failed refresh means. `mayHaveRotated`: an earlier refresh of the same version ended without a
 * known outcome, so the bank may have rotated the token then, and its refusal now is our loss, not the person's will.
 */
export function decideRefreshFailure(
  { code, sent, status }: BankErrorDetails,
  { mayHaveRotated }: { readonly mayHaveRotated: boolean },
): RefreshFailure {
  if (code === 'consent_revoked') return { code: mayHaveRotated ? 'rotation_lost' : code, outcome: 'refused' };
  return { code, outcome: sent && (status === undefined || status < 400) ? 'unsure' : 'not_done' };
}
