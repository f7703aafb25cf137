import type { GrantState, UnsureRefreshes } from './grantState.ts';

export type TempoDecision =
  | { readonly kind: 'ask'; readonly reason: 'first' | 'again' | 'rested' }
  | { readonly kind: 'wait'; readonly reason: 'again'; readonly waitMs: number }
  /** Not now: whoever wants the token comes back later. */
  | { readonly kind: 'rest'; readonly reason: 'tried_enough'; readonly waitMs: number };

/** After the first refresh without an outcome: at once, after 1 s, after 3 s. Grace windows are 5 to 60 s. */
const againAfterMs = [0, 1_000, 3_000] as const;
const restMs = 10_000;

/**
 * When the bank may be asked with a refresh token that it may have replaced unheard: three times more in quick
 * succession, over all processes, as the row counts them; then each 10 seconds at most. Asked under the grant's lock.
 */
export function decideTempo(state: GrantState, nowMs: number): TempoDecision {
  if (state.kind === 'good' || state.kind === 'refused') return { kind: 'ask', reason: 'first' };
  if (state.kind === 'refreshing') return { kind: 'ask', reason: 'again' };
  const { tries, firstMs, lastMs } = state.refreshes;
  const afterMs = againAfterMs[tries - 1];
  // Never longer than a rest: the row may have been written by a clock that was ahead.
  const waitMs = Math.min(restMs, (afterMs === undefined ? lastMs + restMs : firstMs + afterMs) - nowMs);
  if (waitMs <= 0) return { kind: 'ask', reason: afterMs === undefined ? 'rested' : 'again' };
  return afterMs === undefined
    ? { kind: 'rest', reason: 'tried_enough', waitMs }
    : { kind: 'wait', reason: 'again', waitMs };
}

/** One more refresh without an outcome. One that died before it could say so counts as the first. */
export function countUnsure(state: GrantState, nowMs: number): UnsureRefreshes {
  if (state.kind === 'unsure')
    return { tries: state.refreshes.tries + 1, firstMs: state.refreshes.firstMs, lastMs: nowMs };
  return { tries: state.kind === 'refreshing' ? 2 : 1, firstMs: nowMs, lastMs: nowMs };
}
