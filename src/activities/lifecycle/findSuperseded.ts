import { BankError } from '../../bank/bankError.ts';
import type { PaymentServiceUser } from '../../bank/port.ts';
import type { AttemptRef, ConnectionRef, Superseded } from '../../contracts/connection.ts';
import { errorEntry } from '../../contracts/errorCodes.ts';
import { readAttempt } from '../../db/sql/attempts/readAttempt.ts';
import { listSiblings, markSuperseded } from '../../db/sql/connections/superseded.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createCallLog } from '../callLog.ts';
import { createBankIncidents } from '../grants/bankIncidents.ts';
import { createGrantStore } from '../grants/grantStore.ts';
import { StepError } from '../stepError.ts';
import { openBankReader } from '../sync/bankReader.ts';
import { endConsent } from './endConsent.ts';

const role = 'kontosync_worker' as const;
const callMs = 8_000;

/**
 * A new recurring consent may end older ones of the same person (bank 0.2), of which the bank tells nobody. The client's
 * other connections are looked at while the person is there: those whose consent is gone wait for a new one. A bank that
 * does not answer proves nothing; a later sync finds out.
 */
export function createFindSuperseded(deps: ActivityDeps): (ref: AttemptRef) => Promise<Superseded> {
  const { orm } = deps;
  const grants = createGrantStore(deps);
  const incidents = createBankIncidents(deps);

  const hasEnded = async (ref: ConnectionRef, psu: PaymentServiceUser | null): Promise<boolean> => {
    const calls = createCallLog(deps, { clientId: ref.clientId, subjectId: ref.connectionId });
    try {
      const signal = AbortSignal.timeout(callMs);
      const ask = await openBankReader(grants, { ref, psu, signal, onCall: calls.onCall });
      await ask((call) => deps.bank.accounts(call));
      return false;
    } catch (error) {
      if (!(error instanceof BankError || error instanceof StepError)) throw error;
      // One of very many refusals at once says nothing about this consent.
      return errorEntry(error.code).class === 'needs_reconsent' && !(await incidents.refusesConsents(ref));
    } finally {
      await calls.writeRest();
    }
  };

  return async ({ clientId, connectionId, attemptId }) => {
    const { siblings, psuIpAddress } = await withClient(orm.em, { clientId, role }, async (em) => ({
      siblings: await listSiblings(em, { clientId, connectionId }),
      psuIpAddress: (await readAttempt(em, { clientId, attemptId }))?.psuIpAddress ?? null,
    }));
    const heardSinceMs = deps.clock.now();
    const psu = psuIpAddress === null ? null : { ipAddress: psuIpAddress, userAgent: null };
    const looked = await Promise.all(
      siblings.map(async (id) => ({ id, isOver: await hasEnded({ clientId, connectionId: id }, psu) })),
    );
    const ended = looked.filter(({ isOver }) => isOver).map(({ id }) => id);
    if (ended.length > 0)
      await withClient(orm.em, { clientId, role }, async (em) => {
        for (const id of ended)
          await endConsent(em, { clientId, connectionId: id }, { code: 'consent_superseded', heardSinceMs });
        await markSuperseded(em, { clientId, connectionId, ended });
      });
    return { ended };
  };
}
