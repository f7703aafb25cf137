import type { AttemptRef, PreparedAuthorization } from '../../contracts/connection.ts';
import { readAttempt } from '../../db/sql/attempts/readAttempt.ts';
import { storeAuthorizationUrl } from '../../db/sql/attempts/storeAuthorizationUrl.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { StepError } from '../stepError.ts';
import { openAttempt } from './attemptSecrets.ts';

const role = 'kontosync_worker' as const;

/**
 * Builds the authorization URL and lays it into the attempt, encrypted, where the API reads it; with it the issuer
 * that the callback must come from. Throws `BankError` where the bank's metadata cannot be had.
 */
export const createPrepareAuthorization =
  ({ orm, bank, cipher }: ActivityDeps) =>
  async ({ clientId, attemptId }: AttemptRef): Promise<PreparedAuthorization> => {
    const attempt = await withClient(orm.em, { clientId, role }, (em) => readAttempt(em, { clientId, attemptId }));
    if (attempt === null) throw new StepError('not_found');
    if (attempt.status !== 'initiated') throw new StepError('attempt_failed');
    if (attempt.urlCiphertext === null) {
      const { connectionId, redirectUri, scope, key } = attempt;
      const request = { ...(await openAttempt(cipher, attempt)), redirectUri, scope };
      const [url, issuer] = await Promise.all([bank.authorizationUrl(request), bank.issuer?.() ?? null]);
      const sealed = await cipher.encrypt({
        connectionId,
        kind: 'url',
        salt: key.salt,
        plaintext: JSON.stringify({ url, issuer }),
      });
      await withClient(orm.em, { clientId, role }, (em) =>
        storeAuthorizationUrl(em, { clientId, attemptId, urlCiphertext: sealed.ciphertext }),
      );
    }
    return { deadlineMs: attempt.expiresMs };
  };
