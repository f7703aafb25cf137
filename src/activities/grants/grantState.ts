import { type ErrorCode, isErrorCode } from '../../contracts/errorCodes.ts';

/** Refreshes whose outcome nobody knows: the bank may have rotated the token in each of them. */
export interface UnsureRefreshes {
  readonly tries: number;
  /** Epoch milliseconds: when the first and the latest ended. */
  readonly firstMs: number;
  readonly lastMs: number;
}

/** What is known of a grant's refresh token; `bank_grants.state` as text. */
export type GrantState =
  | { readonly kind: 'good' }
  /** Written just before a refresh (A.2, step 2). Who finds it while nobody refreshes knows that a process died there. */
  | { readonly kind: 'refreshing'; readonly mark: string }
  | { readonly kind: 'unsure'; readonly refreshes: UnsureRefreshes }
  /** The bank's last word. It is asked again all the same if the connection stays: the word may have been wrong. */
  | { readonly kind: 'refused'; readonly code: ErrorCode };

export function writeGrantState(state: GrantState): string {
  switch (state.kind) {
    case 'good':
      return 'good';
    case 'refreshing':
      return `refreshing:${state.mark}`;
    case 'unsure':
      return `unsure:${state.refreshes.tries}:${state.refreshes.firstMs}:${state.refreshes.lastMs}`;
    case 'refused':
      return `refused:${state.code}`;
  }
}

/** The inverse. Text that is none of ours is taken for a refresh that died: the careful reading. */
export function readGrantState(text: string): GrantState {
  const [kind, ...rest] = text.split(':');
  if (kind === 'good') return { kind };
  if (kind === 'unsure') {
    const [tries = NaN, firstMs = NaN, lastMs = NaN] = rest.map(Number);
    if ([tries, firstMs, lastMs].every(Number.isSafeInteger)) return { kind, refreshes: { tries, firstMs, lastMs } };
  }
  const code = rest.join(':');
  if (kind === 'refused' && isErrorCode(code)) return { kind, code };
  return { kind: 'refreshing', mark: code };
}

/**
 * Whether an earlier refresh with this very token may have been carried out unheard: then the bank's refusal now is our
 * loss and not the person's will. A loss that was told stays one.
 */
export const mayHaveRotated = (state: GrantState): boolean =>
  state.kind === 'refreshing' ||
  state.kind === 'unsure' ||
  (state.kind === 'refused' && state.code === 'rotation_lost');
