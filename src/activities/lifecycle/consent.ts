import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionRef, ConnectionState, ConsentInput, InvalidConsentInput } from '../../contracts/connection.ts';
import { type ErrorCode, isErrorCode } from '../../contracts/errorCodes.ts';
import { readConnectionState } from '../../db/sql/connections/readConnectionState.ts';
import { setConnectionStatus } from '../../db/sql/connections/setConnectionStatus.ts';
import { withClient } from '../../db/tenantScope.ts';
import { consentPhase, lastConsentDay } from '../../domain/consentClock.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { StepError } from '../stepError.ts';
import { closeParkedRun } from '../sync/closeParkedRun.ts';
import { readStanding } from './loadConnection.ts';

const role = 'kontosync_worker' as const;

/** The steps of a consent's clock (D.2, D-17). */
export function createConsentSteps({ orm, bank, clock }: ActivityDeps) {
  const { timeZone } = bank.descriptor;
  const end = async (em: EntityManager, ref: ConnectionRef, code: ErrorCode): Promise<void> => {
    await setConnectionStatus(em, { ...ref, to: 'needs_reconsent', reason: code, actor: 'workflow' });
    await closeParkedRun(em, { ...ref, code, at: new Date(clock.now()) });
  };
  return {
    /**
     * A timer of the consent has rung: `active` becomes `expiring` at the first notice, and either `needs_reconsent` at
     * the end. `nowMs` is the workflow's time, so that the answer is later than it whatever this machine's clock says.
     */
    advanceConsent: ({ nowMs, ...ref }: ConsentInput): Promise<ConnectionState> =>
      withClient(orm.em, { clientId: ref.clientId, role }, async (em) => {
        const stored = await readConnectionState(em, ref);
        if (stored === null) throw new StepError('not_found');
        const { status, consentExpiresMs } = stored;
        if ((status === 'active' || status === 'expiring') && consentExpiresMs !== null) {
          const phase = consentPhase(lastConsentDay(consentExpiresMs, timeZone), timeZone, nowMs);
          if (phase.kind === 'ended') await end(em, ref, 'consent_expired');
          else if (phase.kind !== status)
            await setConnectionStatus(em, { ...ref, to: phase.kind, reason: null, actor: 'workflow' });
        }
        return (await readStanding(em, ref, { timeZone, nowMs })).state;
      }),

    /** A run has found the consent gone. Whatever the state, the answer is where the connection stands now. */
    invalidateConsent: ({ code, ...ref }: InvalidConsentInput): Promise<ConnectionState> =>
      withClient(orm.em, { clientId: ref.clientId, role }, async (em) => {
        await end(em, ref, isErrorCode(code) ? code : 'needs_reconsent');
        return (await readStanding(em, ref, { timeZone, nowMs: clock.now() })).state;
      }),
  };
}
