import { addDays } from './calendarDate.ts';
import { type ConnectionStatus, transitions } from './connectionStatus.ts';
import { abandonedAfterDays, lastConsentDay, noticeDays } from './consentClock.ts';
import { instantOf } from './zonedTime.ts';

const minutes = (count: number): number => count * 60_000;
const hours = (count: number): number => minutes(count * 60);
const days = (count: number): number => hours(count * 24);

/** What a state's end is computed from. */
export interface StateFacts {
  /** When the connection came into the state (epoch milliseconds). */
  readonly sinceMs: number;
  /** Null: the bank named no end. */
  readonly consentExpiresMs: number | null;
  /** Of the bank: a consent's days are counted in it. */
  readonly timeZone: string;
}

export type StateLimit =
  /** Counted from `sinceMs`. */
  | { readonly kind: 'lasts'; readonly limitMs: number }
  /** By the consent's clock (D-17): epoch milliseconds, null where the bank named no end. */
  | { readonly kind: 'consent'; readonly until: 'first_notice' | 'end' }
  /** A person is waited for; after `pagedAfterMs` that is an alert. */
  | { readonly kind: 'paged'; readonly pagedAfterMs: number }
  | { readonly kind: 'final' };

export interface StateRule {
  readonly next: readonly ConnectionStatus[];
  readonly limit: StateLimit;
  /** On whom the way out depends. */
  readonly act: 'user' | 'bank' | 'operator' | 'nobody';
  /** Where the lifecycle workflow leads when the limit has passed; null: nothing leads out by itself. */
  readonly onLimit: ConnectionStatus | null;
}

/**
 * The life of a connection as one table (D.2, S-15): what may follow a state, how long it may last, who must act and what
 * becomes of it then. Timers, watchdog and `docs/connection-states.md` agree with it.
 */
export const stateRules = {
  awaiting_auth: { limit: { kind: 'lasts', limitMs: minutes(15) }, act: 'user', onLimit: 'abandoned' },
  grant_pending: { limit: { kind: 'lasts', limitMs: minutes(10) }, act: 'user', onLimit: 'abandoned' },
  active: { limit: { kind: 'consent', until: 'first_notice' }, act: 'nobody', onLimit: 'expiring' },
  expiring: { limit: { kind: 'consent', until: 'end' }, act: 'user', onLimit: 'needs_reconsent' },
  needs_reconsent: {
    limit: { kind: 'lasts', limitMs: days(abandonedAfterDays) },
    act: 'user',
    onLimit: 'abandoned',
  },
  needs_operator: { limit: { kind: 'paged', pagedAfterMs: hours(4) }, act: 'operator', onLimit: null },
  revoking: { limit: { kind: 'lasts', limitMs: hours(24) }, act: 'bank', onLimit: 'revoked' },
  revoked: { limit: { kind: 'final' }, act: 'nobody', onLimit: null },
  abandoned: { limit: { kind: 'final' }, act: 'nobody', onLimit: null },
} as const satisfies Record<ConnectionStatus, Omit<StateRule, 'next'>>;

/** The rule of a state, its legal steps included. */
export const stateRule = (status: ConnectionStatus): StateRule => ({
  ...stateRules[status],
  next: transitions[status],
});

/** When a state's time is up (epoch milliseconds); null: it has no end of its own. */
export function stateEndsMs(status: ConnectionStatus, facts: StateFacts): number | null {
  const { limit } = stateRule(status);
  switch (limit.kind) {
    case 'lasts':
      return facts.sinceMs + limit.limitMs;
    case 'paged':
      return facts.sinceMs + limit.pagedAfterMs;
    case 'final':
      return null;
    case 'consent':
      return consentEndsMs(limit.until, facts);
  }
}

/** A consent's last day is inclusive: it ends with the midnight that follows, in the bank's zone. */
function consentEndsMs(until: 'first_notice' | 'end', { consentExpiresMs, timeZone }: StateFacts): number | null {
  if (consentExpiresMs === null) return null;
  const dayAfter = addDays(lastConsentDay(consentExpiresMs, timeZone), 1);
  return instantOf(until === 'end' ? dayAfter : addDays(dayAfter, -noticeDays[0]), 0, timeZone);
}
