import { randomUUIDv7 } from 'node:crypto';
import type { BegunAuthorization } from '../../bank/port.ts';
import type { AttemptRef, PreparedAuthorization } from '../../contracts/connection.ts';
import { readAttempt, type StoredAttempt } from '../../db/sql/attempts/readAttempt.ts';
import { storeAuthorizationUrl } from '../../db/sql/attempts/storeAuthorizationUrl.ts';
import { insertPendingGrant, type NewGrant } from '../../db/sql/grants/insertPendingGrant.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createCallLog } from '../callLog.ts';
import { sealSecrets } from '../grants/grantSecrets.ts';
import { StepError } from '../stepError.ts';
import { openAttempt } from './attemptSecrets.ts';
import { personOf } from './personOf.ts';

const role = 'kontosync_worker' as const;

/**
 * Builds the authorization URL and lays it into the attempt, encrypted, where the API reads it; with it the issuer
 * that the callback must come from. What the bank has made already, a consent that waits for its person, becomes the
 * attempt's pending grant. Throws `BankError` for what the bank did.
 */
export function createPrepareAuthorization(deps: ActivityDeps): (ref: AttemptRef) => Promise<PreparedAuthorization> {
  const { orm, bank, cipher } = deps;

  const begin = async (attempt: StoredAttempt): Promise<BegunAuthorization> => {
    const { clientId, connectionId, redirectUri, scope } = attempt;
    const { psuId = null, ...secrets } = await openAttempt(cipher, attempt);
    const calls = createCallLog(deps, { clientId, subjectId: connectionId });
    try {
      const request = { ...secrets, redirectUri, scope, psuId, psu: personOf(attempt) };
      return await bank.authorizationUrl(request, calls.onCall);
    } finally {
      await calls.writeRest();
    }
  };
  const pendingGrant = async (
    { id: attemptId, clientId, connectionId, key }: StoredAttempt,
    { pending }: BegunAuthorization,
  ): Promise<NewGrant | null> => {
    if (pending === null) return null;
    const sealed = await sealSecrets(cipher, { connectionId, secrets: pending, salt: key.salt });
    const times = { accessExpiresAt: null, refreshExpiresAt: null, consentExpiresAt: null };
    return { id: randomUUIDv7(), clientId, connectionId, attemptId, ...sealed, ...times };
  };

  return async ({ clientId, attemptId }) => {
    const attempt = await withClient(orm.em, { clientId, role }, (em) => readAttempt(em, { clientId, attemptId }));
    if (attempt === null) throw new StepError('not_found');
    if (attempt.status !== 'initiated') throw new StepError('attempt_failed');
    if (attempt.urlCiphertext === null) {
      const { connectionId, key } = attempt;
      const [begun, issuer] = await Promise.all([begin(attempt), bank.issuer?.() ?? null]);
      const grant = await pendingGrant(attempt, begun);
      const sealed = await cipher.encrypt({
        connectionId,
        kind: 'url',
        key,
        plaintext: JSON.stringify({ url: begun.url, issuer }),
      });
      await withClient(orm.em, { clientId, role }, async (em) => {
        // Of two that begin at once the first counts, for both: the other's consent is never confirmed and times out.
        if (grant !== null && !(await insertPendingGrant(em, grant))) return;
        await storeAuthorizationUrl(em, { clientId, attemptId, urlCiphertext: sealed.ciphertext });
      });
    }
    return { deadlineMs: attempt.expiresMs };
  };
}
