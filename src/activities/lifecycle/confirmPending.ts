import { BankError } from '../../bank/bankError.ts';
import type { GrantSecrets, IssuedGrant } from '../../bank/port.ts';
import { errorEntry } from '../../contracts/errorCodes.ts';
import type { StoredAttempt } from '../../db/sql/attempts/readAttempt.ts';
import { storeConfirmed } from '../../db/sql/grants/storeConfirmed.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import type { CallLog } from '../callLog.ts';
import { openSecrets } from '../grants/grantSecrets.ts';
import type { UsableGrant } from '../grants/requireUsable.ts';
import { StepError } from '../stepError.ts';
import { personOf } from './personOf.ts';

const role = 'kontosync_worker' as const;

/**
 * The person is back from a bank whose redirect proves nothing: asks the bank about the pending grant (reliability A), and
 * stores how long it gave. Throws `BankError` only for what may be tried again: unlike a code, a question may be repeated.
 */
export function createConfirmPending({ orm, bank, cipher }: ActivityDeps) {
  const ask = async (
    attempt: StoredAttempt,
    secrets: GrantSecrets,
    calls: CallLog,
  ): Promise<IssuedGrant | BankError> => {
    try {
      if (bank.confirm === undefined) throw new StepError('attempt_failed');
      return await bank.confirm({ secrets, psu: personOf(attempt), onCall: calls.onCall });
    } catch (error) {
      if (error instanceof BankError && !errorEntry(error.code).retryable) return error;
      throw error;
    }
  };

  return async (
    attempt: StoredAttempt,
    grant: UsableGrant,
    calls: CallLog,
  ): Promise<GrantSecrets | { readonly failed: string }> => {
    const { clientId, connectionId } = attempt;
    const { id: grantId, ciphertext, key } = grant;
    const secrets = await openSecrets(cipher, { connectionId, ciphertext, key });
    const answer = await ask(attempt, secrets, calls);
    if (answer instanceof BankError) return { failed: answer.code };
    const { accessExpiresAt, refreshExpiresAt, consentExpiresAt } = answer;
    const times = { accessExpiresAt, refreshExpiresAt, consentExpiresAt };
    const isStored = await withClient(orm.em, { clientId, role }, (em) =>
      storeConfirmed(em, { clientId, grantId, ...times }),
    );
    // Wiped meanwhile: the attempt has ended.
    return isStored ? secrets : { failed: 'attempt_failed' };
  };
}
