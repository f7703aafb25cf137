import type { ConnectionState } from '../contracts/connection.ts';

/** When a state changes by itself (epoch milliseconds); null: only a message changes it. */
export function nextChangeMs(state: ConnectionState): number | null {
  if (state.kind === 'awaiting_auth' || state.kind === 'grant_pending') return state.deadlineMs;
  return state.kind === 'active' || state.kind === 'expiring' ? state.untilMs : null;
}

/** From here on the connection takes no more wishes: what is left is to end it. */
export const isClosing = ({ kind }: ConnectionState): boolean =>
  kind === 'revoking' || kind === 'revoked' || kind === 'abandoned';
