import type { ConnectionStanding, ConnectionState } from '../contracts/connection.ts';

/** When a state changes by itself (epoch milliseconds); null: only a message changes it. */
export function nextChangeMs(state: ConnectionState): number | null {
  if (state.kind === 'awaiting_auth' || state.kind === 'grant_pending') return state.deadlineMs;
  if (state.kind === 'needs_reconsent' || state.kind === 'needs_operator') return state.untilMs ?? null;
  return state.kind === 'active' || state.kind === 'expiring' ? state.untilMs : null;
}

/** When anything changes by itself: the state, or the renewal beside it (D-18). */
export function nextRingMs({ state, renewal }: ConnectionStanding): number | null {
  const times = [nextChangeMs(state), renewal?.deadlineMs ?? null].filter((time) => time !== null);
  return times.length === 0 ? null : Math.min(...times);
}

/** From here on the connection takes no more wishes: what is left is to end it. */
export const isClosing = ({ kind }: ConnectionState): boolean =>
  kind === 'revoking' || kind === 'revoked' || kind === 'abandoned';
