import type { BankError } from '../../bank/bankError.ts';
import type { ConnectionRef } from '../../contracts/connection.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createCallLog } from '../callLog.ts';
import { StepError } from '../stepError.ts';
import type { BankIncidents } from './bankIncidents.ts';
import type { RefreshOutcome } from './refreshOutcome.ts';
import type { SpillFolder } from './spillFolder.ts';

/** What follows from a refresh once it is committed. Throws what its caller must hear of; else the caller goes on by it. */
export function createRefreshSettler(
  deps: ActivityDeps,
  spill: SpillFolder,
  incidents: BankIncidents,
): (ref: ConnectionRef, outcome: RefreshOutcome) => Promise<void> {
  const { bank, logger } = deps;

  const revokeHomeless = async (
    { clientId, connectionId }: ConnectionRef,
    { grantId, version, secrets }: Extract<RefreshOutcome, { kind: 'homeless' }>,
  ): Promise<void> => {
    const calls = createCallLog(deps, { clientId, subjectId: connectionId });
    await bank.revoke(secrets, calls.onCall).catch((error: unknown) => {
      logger.warn({ err: error, grant_id: grantId }, 'a token without a row could not be revoked');
    });
    await calls.writeRest();
    await spill.forget(grantId, version);
  };

  /** whose fault it is, before anybody is asked for a new consent. */
  const throwRefusal = async (
    ref: ConnectionRef,
    { answer, failure: { code, outcome }, incidents: open }: Extract<RefreshOutcome, { kind: 'failed' }>,
  ): Promise<never> => {
    if (isServiceRefused(answer)) await incidents.refusesService(ref, code);
    if (outcome === 'refused') {
      await incidents.isWell(ref, open, 'refused');
      if (await incidents.refusesConsents(ref)) throw new StepError('bank_refuses_consents', answer);
      if (code === 'rotation_lost')
        logger.error(
          { alert: code, client_id: ref.clientId, connection_id: ref.connectionId },
          'a renewed token was lost',
        );
    }
    throw code === answer.code ? answer : new StepError(code, answer);
  };

  return async (ref: ConnectionRef, outcome: RefreshOutcome): Promise<void> => {
    switch (outcome.kind) {
      case 'kept':
      case 'wait':
        return;
      case 'refreshed':
        await spill.forget(outcome.grantId, outcome.version);
        await incidents.isWell(ref, outcome.incidents, 'renewed');
        return incidents.clockWas(ref, outcome.incidents, outcome.clockAheadMs);
      case 'recovered':
        return spill.forget(outcome.grantId, outcome.version);
      case 'homeless':
        await revokeHomeless(ref, outcome);
        throw new StepError('revoked');
      case 'not_asked':
        throw outcome.error;
      case 'failed':
        if (outcome.failure.outcome !== 'unsure') return throwRefusal(ref, outcome);
    }
  };
}

/** The client's credentials, its certificate, or the bank's own: every connection would meet the same. */
const isServiceRefused = ({ code, details }: BankError): boolean =>
  code === 'bank_rejects_credentials' || (code === 'needs_operator' && details.bankCode !== undefined);
