import type { AttemptRef } from '../contracts/connection.ts';
import { countWrongCode } from '../db/sql/attempts/countWrongCode.ts';
import { failPendingGrant } from '../db/sql/attempts/failPendingGrant.ts';
import { findAttemptByState } from '../db/sql/attempts/findAttemptByState.ts';
import { readAttempt, type StoredAttempt } from '../db/sql/attempts/readAttempt.ts';
import { addAuditEntries } from '../db/sql/effects/addAuditEntries.ts';
import { acrossClients, withClient } from '../db/tenantScope.ts';
import type { Logger } from '../logger.ts';
import { constantTimeEqual } from '../security/constantTime.ts';
import { hashState, hmacOfCode } from '../security/oauthSecrets.ts';
import type { ApiDeps } from './apiDeps.ts';
import { decideProof } from './decideProof.ts';
import { hashInitiatorRef } from './initiatorRef.ts';
import type { Principal } from './principal.ts';
import { ApiProblem, notFound } from './problem.ts';
import { requireClient } from './requireOwner.ts';

/** What the caller of connect and accounts presents. */
export interface PresentedProof {
  readonly client_id: string;
  readonly code: string;
  readonly state: string;
  readonly initiator_ref?: string | undefined;
}

interface Prover {
  readonly principal: Principal;
  readonly log: Logger;
}

const role = 'kontosync_app' as const;

/**
 * The attempt that a caller proves to hold, by the checks of A-8 in their order. Throws one 404 for an unknown and a
 * foreign attempt, and for a foreign one the pending grant is revoked too; the third wrong code revokes it as well.
 */
export function proveAttempt(deps: ApiDeps, caller: Prover, proof: PresentedProof): Promise<StoredAttempt> {
  const stateHash = hashState(proof.state);
  return deps.rates.guardConnect(stateHash, () => prove(deps, caller, proof, stateHash));
}

async function prove(
  deps: ApiDeps,
  { principal, log }: Prover,
  proof: PresentedProof,
  stateHash: Buffer,
): Promise<StoredAttempt> {
  const { orm, keyring } = deps;
  const clientId = requireClient(principal, proof.client_id);
  const found = await acrossClients(orm.em, (em) => findAttemptByState(em, stateHash));
  if (found === null) throw notFound();
  if (found.clientId !== clientId) {
    await endForeign(deps, principal, found, log);
    throw notFound();
  }
  const attempt = await withClient(orm.em, { clientId, role }, (em) =>
    readAttempt(em, { clientId, attemptId: found.attemptId }),
  );
  if (attempt === null) throw notFound();

  const presented = hmacOfCode(keyring.keyFor('oauth-code', attempt.key.keyId), proof.code);
  const decision = decideProof({
    status: attempt.status,
    failureCode: attempt.failureCode,
    isGrantExpired: attempt.isGrantExpired && attempt.chosenAccounts === null,
    isCodeRight: attempt.codeHmac !== null && constantTimeEqual(attempt.codeHmac, presented),
    isInitiatorRight:
      attempt.initiatorRefHash === null ||
      (proof.initiator_ref !== undefined &&
        constantTimeEqual(attempt.initiatorRefHash, hashInitiatorRef(proof.initiator_ref))),
  });
  if (decision.kind === 'proven') return attempt;
  if (decision.reason === 'wrong_code' || decision.reason === 'wrong_initiator')
    await noteWrongProof(deps, principal, found, decision.reason, log);
  const { connectionId } = attempt;
  throw new ApiProblem(decision.code, { extras: { connection_id: connectionId } });
}

/** client B with A's state. What A's person granted has been seen by somebody else: it is revoked. */
async function endForeign(deps: ApiDeps, principal: Principal, found: AttemptRef, log: Logger): Promise<void> {
  const { clientId, attemptId, connectionId } = found;
  const isEnded = await withClient(deps.orm.em, { clientId, role }, async (em) => {
    await addAuditEntries(em, clientId, [
      {
        kind: 'api_call',
        actor: principal.id,
        action: 'oauth.cross_tenant_connect',
        subjectId: connectionId,
        data: { attempt_id: attemptId },
      },
    ]);
    return failPendingGrant(em, { clientId, attemptId, code: 'attempt_failed' });
  });
  if (isEnded) await dropPendingGrant(deps, found, log);
}

async function noteWrongProof(
  deps: ApiDeps,
  principal: Principal,
  found: AttemptRef,
  reason: 'wrong_code' | 'wrong_initiator',
  log: Logger,
): Promise<void> {
  const { clientId, attemptId, connectionId } = found;
  const isEnded = await withClient(deps.orm.em, { clientId, role }, async (em) => {
    await addAuditEntries(em, clientId, [
      {
        kind: 'api_call',
        actor: principal.id,
        action: `oauth.${reason}`,
        subjectId: connectionId,
        data: { attempt_id: attemptId },
      },
    ]);
    return reason === 'wrong_code' && (await countWrongCode(em, { clientId, attemptId }));
  });
  if (isEnded) await dropPendingGrant(deps, found, log);
}

/** The row is closed already; the workflow, told to look at it, revokes and wipes. Else its timer does, minutes later. */
async function dropPendingGrant({ engine }: ApiDeps, found: AttemptRef, log: Logger): Promise<void> {
  await engine.acceptCallback(found).catch((error: unknown) => {
    log.warn({ err: error, connection_id: found.connectionId }, 'the workflow was not told of an ended attempt');
  });
}
