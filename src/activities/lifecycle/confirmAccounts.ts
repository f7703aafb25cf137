import type { AttemptRef, ConfirmedAccounts } from '../../contracts/connection.ts';
import { applyMatchFrom } from '../../db/sql/accounts/applyMatchFrom.ts';
import { markAttemptConnected } from '../../db/sql/attempts/markAttemptConnected.ts';
import { readAttempt, type StoredAttempt } from '../../db/sql/attempts/readAttempt.ts';
import { markConnected } from '../../db/sql/connections/markConnected.ts';
import { markNotGranted } from '../../db/sql/connections/markNotGranted.ts';
import { setConnectionStatus } from '../../db/sql/connections/setConnectionStatus.ts';
import { listSiblings } from '../../db/sql/connections/superseded.ts';
import { type ConnectedAccount, upsertAccounts } from '../../db/sql/connections/upsertAccounts.ts';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import { addOutboxEvents } from '../../db/sql/effects/addOutboxEvents.ts';
import { swapGrants } from '../../db/sql/grants/swapGrants.ts';
import { withClient } from '../../db/tenantScope.ts';
import { accountIdentity } from '../../domain/accountIdentity.ts';
import { addDays, bankToday } from '../../domain/calendarDate.ts';
import { defaultHistoryDays } from '../../domain/ledger/windows.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { StepError } from '../stepError.ts';
import { readStanding, standingClock } from './loadConnection.ts';
import { closeRenewalTask } from './renewalTask.ts';

/**
 * `/connect` has proved possession and chosen: in one transaction the pending grant becomes the current one, the accounts
 * the connection's, and the connection active (D-18 for a renewal: the same swap).
 */
export const createConfirmAccounts =
  (deps: ActivityDeps) =>
  ({ clientId, connectionId, attemptId }: AttemptRef): Promise<ConfirmedAccounts> => {
    const { orm, bank, clock } = deps;
    const ref = { clientId, connectionId };
    const nowMs = clock.now();
    const { timeZone } = bank.descriptor;
    return withClient(orm.em, { clientId, role: 'kontosync_worker' }, async (em): Promise<ConfirmedAccounts> => {
      const connected = async (): Promise<ConfirmedAccounts> => ({
        kind: 'connected',
        standing: await readStanding(em, ref, standingClock(deps)),
        hasSiblings: (await listSiblings(em, ref)).length > 0,
      });
      const attempt = await readAttempt(em, { clientId, attemptId, lock: true });
      if (attempt === null) throw new StepError('not_found');
      if (attempt.status === 'connected') return connected();
      const { chosenAccounts } = attempt;
      if (attempt.status !== 'granted' || chosenAccounts === null)
        return { kind: 'failed', code: attempt.status === 'expired' ? 'attempt_expired' : 'attempt_failed' };

      const grant = await swapGrants(em, { ...ref, attemptId });
      if (grant === undefined) return { kind: 'failed', code: 'attempt_failed' };
      const { status } = await markConnected(em, { ...ref, consentExpiresMs: grant.consentExpiresMs });
      const isActive =
        (attempt.isRenewal && status === 'active') ||
        (await setConnectionStatus(em, { ...ref, to: 'active', reason: null, actor: 'workflow' }));
      if (!isActive) throw new StepError('revoking'); // somebody disconnects it: the swap is rolled back
      await closeRenewalTask(em, ref);
      const accountIds = await upsertAccounts(em, {
        ...ref,
        accounts: chosenOf(attempt, chosenAccounts.accountIds),
        historyFrom: chosenAccounts.historyFrom,
        matchFrom: chosenAccounts.matchFrom,
        defaultFrom: addDays(bankToday(nowMs, timeZone), -defaultHistoryDays),
      });
      const missing = await markNotGranted(em, { ...ref, grantedIds: accountIds });
      await markAttemptConnected(em, { clientId, attemptId });
      await addOutboxEvents(em, clientId, [
        {
          type: 'connection.connected',
          data: { connection_id: connectionId, ids: { accounts: accountIds }, counts: { accounts: accountIds.length } },
        },
        ...(missing.length === 0
          ? []
          : [
              {
                type: 'accounts.changed' as const,
                data: { connection_id: connectionId, ids: { accounts: missing }, counts: { missing: missing.length } },
              },
            ]),
      ]);
      await addAuditEntries(em, clientId, [
        {
          kind: 'change',
          actor: 'workflow',
          action: attempt.isRenewal ? 'oauth.renewed' : 'oauth.connected',
          subjectId: connectionId,
          data: { attempt_id: attemptId, accounts: accountIds.length, missing: missing.length },
        },
      ]);
      // An account that was connected before brings its rows along.
      if (chosenAccounts.matchFrom !== null) await applyMatchFrom(em, clientId, accountIds);
      return connected();
    });
  };

/** From what the bank listed, never from what the caller sent. */
function chosenOf({ offeredAccounts }: StoredAttempt, accountIds: readonly string[]): readonly ConnectedAccount[] {
  const wanted = new Set(accountIds);
  const chosen = offeredAccounts
    .filter(({ accountId }) => wanted.has(accountId))
    .map((account) => ({
      identity: accountIdentity(account),
      iban: account.iban,
      bban: account.bban,
      currency: account.currency,
      name: account.name,
      bankAccountId: account.accountId,
    }));
  return [...new Map(chosen.map((account) => [`${account.identity} ${account.currency}`, account] as const)).values()];
}
