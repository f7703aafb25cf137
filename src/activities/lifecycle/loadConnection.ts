import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionRef, ConnectionStanding, ConnectionState } from '../../contracts/connection.ts';
import { readLatestAttempt } from '../../db/sql/attempts/readAttempt.ts';
import { readConnectionState, type StoredConnectionState } from '../../db/sql/connections/readConnectionState.ts';
import { readStoredGrants } from '../../db/sql/grants/readGrants.ts';
import { consentPhase, lastConsentDay } from '../../domain/consentClock.ts';
import { StepError } from '../stepError.ts';

/** The consent's clock as the workflow keeps it; what has run out by `nowMs` is noticed by its next timer, at once. */
export function consentState(
  kind: 'active' | 'expiring',
  consentExpiresMs: number | null,
  { timeZone, nowMs }: { readonly timeZone: string; readonly nowMs: number },
): ConnectionState {
  if (consentExpiresMs === null) return { kind, untilMs: null, consentEndsMs: null };
  const phase = consentPhase(lastConsentDay(consentExpiresMs, timeZone), timeZone, nowMs);
  if (phase.kind === 'ended') return { kind, untilMs: nowMs, consentEndsMs: consentExpiresMs };
  // A notice that is due is `untilMs: now`: the timer makes the step, so that it is made in one place.
  const untilMs = phase.kind === 'expiring' && kind === 'active' ? nowMs : phase.untilMs;
  return { kind, untilMs, consentEndsMs: consentExpiresMs };
}

/** Where the tables say the connection stands; a workflow can be started anew from it at any time (design 2). */
export async function readStanding(
  em: EntityManager,
  ref: ConnectionRef,
  clock: { readonly timeZone: string; readonly nowMs: number },
): Promise<ConnectionStanding> {
  const stored = await readConnectionState(em, ref);
  if (stored === null) throw new StepError('not_found');
  const state = await toState(em, ref, stored, clock);
  const isOver = state.kind === 'revoked' || state.kind === 'abandoned' || state.kind === 'revoking';
  return { state, grantsLeft: isOver && (await readStoredGrants(em, ref)).length > 0 };
}

async function toState(
  em: EntityManager,
  ref: ConnectionRef,
  { status, sinceMs, consentExpiresMs }: StoredConnectionState,
  clock: { readonly timeZone: string; readonly nowMs: number },
): Promise<ConnectionState> {
  if (status === 'active' || status === 'expiring') return consentState(status, consentExpiresMs, clock);
  if (status === 'revoking') return { kind: status, sinceMs };
  if (status !== 'awaiting_auth' && status !== 'grant_pending') return { kind: status };
  const attempt = await readLatestAttempt(em, ref);
  if (attempt === null) throw new StepError('not_found');
  return {
    kind: status,
    attemptId: attempt.id,
    deadlineMs: status === 'awaiting_auth' ? attempt.expiresMs : (attempt.grantExpiresMs ?? clock.nowMs),
  };
}
