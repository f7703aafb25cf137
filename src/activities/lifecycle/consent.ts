import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionRef, ConnectionState, ConsentInput, InvalidConsentInput } from '../../contracts/connection.ts';
import { type ErrorCode, isErrorCode } from '../../contracts/errorCodes.ts';
import { closeAttempts } from '../../db/sql/attempts/closeAttempts.ts';
import { markNotice } from '../../db/sql/connections/markNotice.ts';
import { readConnectionState, type StoredConnectionState } from '../../db/sql/connections/readConnectionState.ts';
import { setConnectionStatus } from '../../db/sql/connections/setConnectionStatus.ts';
import { addOutboxEvents } from '../../db/sql/effects/addOutboxEvents.ts';
import { withClient } from '../../db/tenantScope.ts';
import { consentPhaseAt, daysLeft, isNoticeDue, isReminderDue, lapsedPhase } from '../../domain/consentClock.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createRefusalJudge } from '../grants/judgeRefusal.ts';
import { StepError } from '../stepError.ts';
import { closeParkedRun } from '../sync/closeParkedRun.ts';
import { endConsent } from './endConsent.ts';
import { readStanding } from './loadConnection.ts';
import { askForRenewal, closeRenewalTask } from './renewalTask.ts';

const role = 'kontosync_worker' as const;

/** The steps of a consent's clock (D.2, D-17). */
export function createConsentSteps(deps: ActivityDeps) {
  const { orm, bank, clock, settings } = deps;
  const judge = createRefusalJudge(deps);
  const calendar = { timeZone: bank.descriptor.timeZone, dayMs: settings.consentDayMs };

  const end = async (
    em: EntityManager,
    ref: ConnectionRef,
    { code, heardSinceMs }: { readonly code: ErrorCode; readonly heardSinceMs: number | null },
  ): Promise<void> => {
    if (await endConsent(em, ref, { code, heardSinceMs }))
      await closeParkedRun(em, { ...ref, code, at: new Date(clock.now()) });
  };

  const advance = async (
    em: EntityManager,
    ref: ConnectionRef,
    { status, consentExpiresMs, consentNoticeDays: given }: StoredConnectionState,
    nowMs: number,
  ): Promise<void> => {
    if (consentExpiresMs === null) return;
    const phase = consentPhaseAt(consentExpiresMs, calendar, nowMs);
    if (phase.kind === 'ended') return end(em, ref, { code: 'consent_expired', heardSinceMs: null });
    if (phase.kind !== status)
      await setConnectionStatus(em, { ...ref, to: phase.kind, reason: null, actor: 'workflow' });
    if (phase.kind !== 'expiring' || !isNoticeDue(phase.notice, given)) return;
    await markNotice(em, { ...ref, kind: 'notice', days: phase.notice });
    await askForRenewal(em, ref, { reason: null, consentExpiresMs });
    // A notice may be late, or of a consent that was short from the first. Shortened days pass while a step is made.
    const { timeZone, dayMs } = calendar;
    const left = dayMs === undefined ? daysLeft(consentExpiresMs, timeZone, nowMs) : phase.notice;
    await addOutboxEvents(em, ref.clientId, [
      {
        type: 'connection.expiring',
        data: { connection_id: ref.connectionId, counts: { days_left: left } },
      },
    ]);
  };

  const hasEnded = ({ consentExpiresMs }: StoredConnectionState, nowMs: number): boolean =>
    consentExpiresMs !== null && consentPhaseAt(consentExpiresMs, calendar, nowMs).kind === 'ended';

  const remind = async (
    em: EntityManager,
    ref: ConnectionRef,
    { sinceMs, reconsentReminderDays: given }: StoredConnectionState,
    nowMs: number,
  ): Promise<void> => {
    const phase = lapsedPhase(sinceMs, nowMs, calendar.dayMs);
    if (phase.kind === 'given_up') {
      await closeAttempts(em, { ...ref, attemptId: null, code: 'abandoned' });
      await setConnectionStatus(em, { ...ref, to: 'abandoned', reason: 'needs_reconsent', actor: 'workflow' });
      await closeRenewalTask(em, ref);
      return;
    }
    const { reminder } = phase;
    if (reminder === null || !isReminderDue(reminder, given)) return;
    await markNotice(em, { ...ref, kind: 'reminder', days: reminder });
    await addOutboxEvents(em, ref.clientId, [
      {
        type: 'connection.needs_reconsent',
        data: { connection_id: ref.connectionId, counts: { days_since: reminder } },
      },
    ]);
  };

  return {
    /**
     * A timer of the consent has rung: `active` becomes `expiring` at the first notice, and either `needs_reconsent` at
     * the end, also while an operator is waited for; from there reminders, and `abandoned` in the end. Each notice is given once; of those that were missed only
     * the latest. `nowMs` is the workflow's time, so that the answer is later than it whatever this machine's clock says.
     */
    advanceConsent: ({ nowMs, ...ref }: ConsentInput): Promise<ConnectionState> =>
      withClient(orm.em, { clientId: ref.clientId, role }, async (em) => {
        const stored = await readConnectionState(em, ref);
        if (stored === null) throw new StepError('not_found');
        if (stored.status === 'active' || stored.status === 'expiring') await advance(em, ref, stored, nowMs);
        if (stored.status === 'needs_operator' && hasEnded(stored, nowMs))
          await end(em, ref, { code: 'consent_expired', heardSinceMs: null });
        if (stored.status === 'needs_reconsent') await remind(em, ref, stored, nowMs);
        return (await readStanding(em, ref, { ...calendar, nowMs })).state;
      }),

    /**
     * A run has found the consent gone: unless very many are refused at once, a new one is asked for. Whatever the
     * state, the answer is where the connection stands now.
     */
    async invalidateConsent({ code, sinceMs, ...ref }: InvalidConsentInput): Promise<ConnectionState> {
      const heard = { code: isErrorCode(code) ? code : 'needs_reconsent', heardSinceMs: sinceMs ?? null } as const;
      const verdict = await judge(ref, heard);
      return withClient(orm.em, { clientId: ref.clientId, role }, async (em) => {
        if (verdict === 'believed') await end(em, ref, heard);
        return (await readStanding(em, ref, { ...calendar, nowMs: clock.now() })).state;
      });
    },
  };
}
