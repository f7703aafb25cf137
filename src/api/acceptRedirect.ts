import type { AttemptRef } from '../contracts/connection.ts';
import type { ErrorCode } from '../contracts/errorCodes.ts';
import type { OfferedAccount } from '../db/entities/connection.ts';
import { consumeState, refuseState } from '../db/sql/attempts/consumeState.ts';
import { findAttemptByState } from '../db/sql/attempts/findAttemptByState.ts';
import { readAttempt, type StoredAttempt } from '../db/sql/attempts/readAttempt.ts';
import { addAuditEntries } from '../db/sql/effects/addAuditEntries.ts';
import { acrossClients, withClient } from '../db/tenantScope.ts';
import { hashState, hmacOfCode, newOneTimeCode } from '../security/oauthSecrets.ts';
import type { ApiDeps } from './apiDeps.ts';
import { openAuthorizationUrl } from './authorizationUrl.ts';
import { decideIssuer } from './decideIssuer.ts';
import { requireEngine, requireYes } from './engineAnswer.ts';
import { ApiProblem, invalidRequest } from './problem.ts';

export interface RedirectQuery {
  readonly code?: string | undefined;
  readonly state?: string | undefined;
  readonly error?: string | undefined;
  readonly iss?: string | undefined;
}

export interface AcceptedRedirect {
  readonly connectionId: string;
  readonly accounts: readonly OfferedAccount[];
  readonly returnUrl: string | null;
  /**
   * Of our making: in place of the bank's, for the return URL, and where the bank gives none; null where nobody
   * wants one.
   */
  readonly ownCode: string | null;
}

const role = 'kontosync_app' as const;

/** RFC 6749, 4.1.2.1, as codes of ours. */
const codeOfError = (error: string): ErrorCode => {
  if (error === 'access_denied') return 'access_denied';
  return error === 'server_error' || error === 'temporarily_unavailable' ? 'bank_unavailable' : 'attempt_failed';
};

/**
 * Takes in what the bank's redirect brings: verify, then consume, then redeem. One neutral answer for a state
 * that is unknown, used or refused. Throws `ApiProblem` and `EngineError`.
 */
export async function acceptRedirect(
  deps: ApiDeps,
  query: RedirectQuery,
  { wantsOwnCode }: { readonly wantsOwnCode: boolean },
): Promise<AcceptedRedirect> {
  const { orm, engine, cipher, keyring, settings, descriptor } = deps;
  // Then nothing in the query but the state counts: neither a code nor an error says what the person did (bank A.3).
  const provesNothing = descriptor.authorization === 'consent';
  const invalidState = (): ApiProblem =>
    new ApiProblem('invalid_state', { detail: `The redirect URI registered here is ${settings.redirectUri}.` });
  if (query.state === undefined) throw invalidState();
  const stateHash = hashState(query.state);
  const found = await acrossClients(orm.em, (em) => findAttemptByState(em, stateHash));
  if (found === null) throw invalidState();
  const { clientId, connectionId } = found;
  const read = (): Promise<StoredAttempt | null> =>
    withClient(orm.em, { clientId, role }, (em) => readAttempt(em, found));
  const refuse = (attempt: StoredAttempt | null): ApiProblem => {
    const isLate = attempt?.status === 'expired' || (attempt?.status === 'initiated' && attempt.isExpired);
    return isLate ? new ApiProblem('attempt_expired', { extras: { connection_id: connectionId } }) : invalidState();
  };

  const attempt = await read();
  if (attempt?.status !== 'initiated' || attempt.isExpired) throw refuse(attempt);
  const prepared = await openAuthorizationUrl(cipher, attempt);
  if (prepared === null || decideIssuer(query.iss, prepared.issuer).kind === 'refused') throw invalidState();
  await requireEngine(deps);

  if (!provesNothing && query.error !== undefined) {
    const code = codeOfError(query.error);
    if (!(await refuseAtBank(deps, found, stateHash, code))) throw refuse(await read());
    await engine.acceptCallback(found);
    throw new ApiProblem(code, { extras: { connection_id: connectionId } });
  }
  const ownCode = provesNothing || (wantsOwnCode && attempt.returnUrl !== null) ? newOneTimeCode() : null;
  const bankCode = provesNothing ? ownCode : query.code;
  if (bankCode == null) throw invalidRequest([{ path: 'code', message: '`code` or `error` is needed' }]);

  // By the attempt's own secret, though it be no longer the current one (B-11).
  const { key } = attempt;
  const sealed = await cipher.encrypt({ connectionId, kind: 'code', key, plaintext: bankCode });
  const codeHmac = hmacOfCode(keyring.keyFor('oauth-code', key.keyId), ownCode ?? bankCode);
  const isMine = await withClient(orm.em, { clientId, role }, async (em) => {
    const consumed = await consumeState(em, { clientId, stateHash, codeCiphertext: sealed.ciphertext, codeHmac });
    if (consumed) await addAuditEntries(em, clientId, [auditOf(found, 'oauth.callback')]);
    return consumed;
  });
  if (!isMine) throw refuse(await read());
  requireYes(await engine.acceptCallback(found), connectionId);
  const granted = await read();
  return { connectionId, accounts: granted?.offeredAccounts ?? [], returnUrl: attempt.returnUrl, ownCode };
}

const refuseAtBank = ({ orm }: ApiDeps, found: AttemptRef, stateHash: Buffer, code: ErrorCode): Promise<boolean> =>
  withClient(orm.em, { clientId: found.clientId, role }, async (em) => {
    const refused = await refuseState(em, { clientId: found.clientId, stateHash, code });
    if (refused) await addAuditEntries(em, found.clientId, [auditOf(found, 'oauth.callback', code)]);
    return refused;
  });

const auditOf = ({ connectionId, attemptId }: AttemptRef, action: string, code: string | null = null) =>
  ({
    kind: 'api_call',
    actor: 'bank',
    action,
    subjectId: connectionId,
    data: { attempt_id: attemptId, code },
  }) as const;
