import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionRef, ConnectionStanding, ConnectionState, Renewal } from '../../contracts/connection.ts';
import { readLatestAttempt, type StoredAttempt } from '../../db/sql/attempts/readAttempt.ts';
import { readConnectionState, type StoredConnectionState } from '../../db/sql/connections/readConnectionState.ts';
import { readUnusedGrants } from '../../db/sql/grants/readUnusedGrants.ts';
import { isFinal } from '../../domain/connectionStatus.ts';
import {
  type ConsentCalendar,
  consentEndMs,
  consentPhaseAt,
  isNoticeDue,
  isReminderDue,
  lapsedPhase,
} from '../../domain/consentClock.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { StepError } from '../stepError.ts';

export interface StandingClock extends ConsentCalendar {
  readonly nowMs: number;
}

/** The bank's calendar, by this machine's clock. */
export const standingClock = ({ bank, clock, settings }: ActivityDeps): StandingClock => ({
  timeZone: bank.descriptor.timeZone,
  dayMs: settings.consentDayMs,
  nowMs: clock.now(),
});

/** The consent's clock as the workflow keeps it; what is due by `nowMs` is done by its next timer, at once. */
function consentState(
  kind: 'active' | 'expiring',
  { consentExpiresMs, consentNoticeDays }: StoredConnectionState,
  { nowMs, ...calendar }: StandingClock,
): ConnectionState {
  if (consentExpiresMs === null) return { kind, untilMs: null, consentEndsMs: null };
  const phase = consentPhaseAt(consentExpiresMs, calendar, nowMs);
  // A notice or an end that is due is `untilMs: now`: the timer makes the step, so that it is made in one place.
  const isDue =
    phase.kind === 'ended' ||
    (phase.kind === 'expiring' && (kind === 'active' || isNoticeDue(phase.notice, consentNoticeDays)));
  return { kind, untilMs: isDue ? nowMs : phase.untilMs, consentEndsMs: consentExpiresMs };
}

function lapsedState({ sinceMs, reconsentReminderDays }: StoredConnectionState, clock: StandingClock): ConnectionState {
  const phase = lapsedPhase(sinceMs, clock.nowMs, clock.dayMs);
  const isDue = phase.kind === 'given_up' || isReminderDue(phase.reminder, reconsentReminderDays);
  return { kind: 'needs_reconsent', untilMs: isDue ? clock.nowMs : phase.untilMs };
}

/** Its notices wait for whoever mends it; the end of the consent does not (D.2). */
const endOf = ({ consentExpiresMs }: StoredConnectionState, clock: StandingClock): number | null =>
  consentExpiresMs === null ? null : Math.max(consentEndMs(consentExpiresMs, clock), clock.nowMs);

/** Where the tables say the connection stands; a workflow can be started anew from it at any time (design 2). */
export async function readStanding(
  em: EntityManager,
  ref: ConnectionRef,
  clock: StandingClock,
): Promise<ConnectionStanding> {
  const stored = await readConnectionState(em, ref);
  if (stored === null) throw new StepError('not_found');
  const attempt = await readLatestAttempt(em, ref);
  return {
    state: toState(stored, attempt, clock),
    renewal: renewalOf(stored, attempt, clock),
    grantsLeft: (await readUnusedGrants(em, ref)).length > 0,
  };
}

function toState(stored: StoredConnectionState, attempt: StoredAttempt | null, clock: StandingClock): ConnectionState {
  const { status } = stored;
  if (status === 'active' || status === 'expiring') return consentState(status, stored, clock);
  if (status === 'needs_reconsent') return lapsedState(stored, clock);
  if (status === 'needs_operator') return { kind: status, untilMs: endOf(stored, clock) };
  if (status === 'revoking') return { kind: status, sinceMs: stored.sinceMs };
  if (status !== 'awaiting_auth' && status !== 'grant_pending') return { kind: status };
  if (attempt === null) throw new StepError('not_found');
  return {
    kind: status,
    attemptId: attempt.id,
    deadlineMs: status === 'awaiting_auth' ? attempt.expiresMs : (attempt.grantExpiresMs ?? clock.nowMs),
  };
}

/** D-18: an attempt that is on its way beside a connection that lives on. */
function renewalOf(
  { status }: StoredConnectionState,
  attempt: StoredAttempt | null,
  { nowMs }: StandingClock,
): Renewal | null {
  if (attempt === null || !attempt.isRenewal || isFinal(status) || status === 'revoking') return null;
  const { id: attemptId } = attempt;
  if (attempt.status === 'initiated' || attempt.status === 'consumed')
    return { attemptId, deadlineMs: attempt.expiresMs };
  return attempt.status === 'granted' ? { attemptId, deadlineMs: attempt.grantExpiresMs ?? nowMs } : null;
}
