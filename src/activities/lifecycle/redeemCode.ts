import { randomUUIDv7 } from 'node:crypto';
import { BankError } from '../../bank/bankError.ts';
import type { GrantSecrets, IssuedGrant, ListedAccount } from '../../bank/port.ts';
import type { RedeemedCode, RedeemInput } from '../../contracts/connection.ts';
import { grantAttempt } from '../../db/sql/attempts/grantAttempt.ts';
import { readAttempt, type StoredAttempt } from '../../db/sql/attempts/readAttempt.ts';
import { putCodeBack, takeCode } from '../../db/sql/attempts/takeCode.ts';
import { setConnectionStatus } from '../../db/sql/connections/setConnectionStatus.ts';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import { insertPendingGrant } from '../../db/sql/grants/insertPendingGrant.ts';
import { readGrantOfAttempt } from '../../db/sql/grants/readGrants.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { type CallLog, createCallLog } from '../callLog.ts';
import { openSecrets, sealSecrets } from '../grants/grantSecrets.ts';
import { StepError } from '../stepError.ts';
import { openAttempt } from './attemptSecrets.ts';
import { createConfirmPending } from './confirmPending.ts';
import { decideRedemption } from './decideRedemption.ts';
import { personOf } from './personOf.ts';

const role = 'kontosync_worker' as const;

/**
 * Redeems the code of an accepted callback, at most once, and lists what the person granted. A retry that
 * finds the grant stored calls the token endpoint no more. Where the redirect brings no code, the grant was stored before
 * the person went, and the bank says whether it is good. Throws `BankError` only for what may be tried again.
 */
export function createRedeemCode(deps: ActivityDeps): (input: RedeemInput) => Promise<RedeemedCode> {
  const { orm, bank, cipher, logger } = deps;
  const confirmPending = createConfirmPending(deps);

  /** The stored grant's secrets, or those that the bank gives for the code. */
  const obtain = async (
    attempt: StoredAttempt,
    calls: CallLog,
  ): Promise<GrantSecrets | { readonly failed: string }> => {
    const { clientId, connectionId, id: attemptId, key } = attempt;
    const inClient = { clientId, role };
    const stored = await withClient(orm.em, inClient, (em) => readGrantOfAttempt(em, { clientId, attemptId }));
    if (stored?.ciphertext != null) {
      const { ciphertext } = stored;
      return bank.confirm === undefined
        ? openSecrets(cipher, { connectionId, ciphertext, key: stored.key })
        : confirmPending(attempt, { ...stored, ciphertext }, calls);
    }
    if (bank.confirm !== undefined) return { failed: 'attempt_failed' }; // the consent's secret is wiped

    // Opens before the code is taken: a key that is missing must not cost the code.
    const { codeVerifier } = await openAttempt(cipher, attempt);
    const codeCiphertext = await withClient(orm.em, inClient, (em) => takeCode(em, { clientId, attemptId }));
    // An attempt before this one took it and did not come back: the bank may have seen it.
    if (codeCiphertext === null) return { failed: 'ambiguous_code_exchange' };
    const code = await cipher.decrypt({ connectionId, kind: 'code', ciphertext: codeCiphertext, ...key });
    const answer = await bank
      .redeem({ code, codeVerifier, redirectUri: attempt.redirectUri }, calls.onCall)
      .catch((error: unknown) => {
        if (error instanceof BankError) return error;
        throw error;
      });
    if (answer instanceof BankError) {
      const failure = decideRedemption(answer.details);
      if (failure.kind === 'failed') return { failed: failure.code };
      await withClient(orm.em, inClient, (em) => putCodeBack(em, { clientId, attemptId, codeCiphertext }));
      throw answer;
    }
    await store(attempt, answer, calls);
    return answer.secrets;
  };

  const store = async (attempt: StoredAttempt, issued: IssuedGrant, calls: CallLog): Promise<void> => {
    const { clientId, connectionId, id: attemptId, key } = attempt;
    const sealed = await sealSecrets(cipher, { connectionId, secrets: issued.secrets, salt: key.salt });
    const { accessExpiresAt, refreshExpiresAt, consentExpiresAt } = issued;
    try {
      await withClient(orm.em, { clientId, role }, (em) =>
        insertPendingGrant(em, {
          id: randomUUIDv7(),
          clientId,
          connectionId,
          attemptId,
          ...sealed,
          accessExpiresAt,
          refreshExpiresAt,
          consentExpiresAt,
        }),
      );
    } catch (error) {
      // The code is spent and the grant has no row: it must not stay good at the bank.
      await bank.revoke(issued.secrets, calls.onCall).catch((revokeError: unknown) => {
        logger.warn({ err: revokeError, attempt_id: attemptId }, 'a grant that was not stored could not be revoked');
      });
      throw error;
    }
  };

  return async ({ clientId, connectionId, attemptId, grantLifeMs }) => {
    const inClient = { clientId, role };
    const attempt = await withClient(orm.em, inClient, (em) => readAttempt(em, { clientId, attemptId }));
    if (attempt === null) throw new StepError('not_found');
    switch (attempt.status) {
      case 'initiated':
        throw new StepError('invalid_request'); // no callback has been accepted
      case 'expired':
        return { kind: 'failed', code: 'attempt_expired' };
      case 'failed':
        return { kind: 'failed', code: attempt.failureCode ?? 'attempt_failed' };
      case 'granted':
      case 'connected':
        return { kind: 'granted', deadlineMs: attempt.grantExpiresMs ?? attempt.expiresMs };
      case 'consumed':
    }
    const calls = createCallLog(deps, { clientId, subjectId: connectionId });
    try {
      const secrets = await obtain(attempt, calls);
      if ('failed' in secrets) return { kind: 'failed', code: secrets.failed };

      // The person has just come from the bank.
      const offered = withoutDoubles(await bank.accounts({ secrets, psu: personOf(attempt), onCall: calls.onCall }));
      return withClient(orm.em, inClient, async (em) => {
        const deadlineMs = await grantAttempt(em, { clientId, attemptId, offered, lifeMs: grantLifeMs });
        if (deadlineMs === null) return { kind: 'failed', code: 'attempt_failed' };
        await setConnectionStatus(em, { clientId, connectionId, to: 'grant_pending', reason: null, actor: 'workflow' });
        await addAuditEntries(em, clientId, [
          {
            kind: 'bank_call',
            actor: 'workflow',
            action: 'oauth.granted',
            subjectId: connectionId,
            data: { attempt_id: attemptId, accounts: offered.length },
          },
        ]);
        return { kind: 'granted', deadlineMs };
      });
    } finally {
      await calls.writeRest();
    }
  };
}

/** A bank may list an account twice: one account (bank H). */
const withoutDoubles = (accounts: readonly ListedAccount[]): readonly ListedAccount[] => [
  ...new Map(accounts.map((account) => [account.accountId, account] as const)).values(),
];
