import type { EndAttemptInput, EndedAttempt } from '../../contracts/connection.ts';
import { closeAttempts } from '../../db/sql/attempts/closeAttempts.ts';
import { readAttempt } from '../../db/sql/attempts/readAttempt.ts';
import { markRevokeConfirmed } from '../../db/sql/connections/markRevokeConfirmed.ts';
import { readConnectionState } from '../../db/sql/connections/readConnectionState.ts';
import { setConnectionStatus } from '../../db/sql/connections/setConnectionStatus.ts';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { StepError } from '../stepError.ts';
import { readStanding, standingClock } from './loadConnection.ts';

/**
 * An attempt's time is up, or it failed: what it kept is wiped, and a connection that never was one is abandoned. Time
 * alone ends nothing that the person has brought one step further meanwhile; the answer says which step is next.
 */
export const createEndAttempt =
  (deps: ActivityDeps) =>
  ({ clientId, connectionId, attemptId, code }: EndAttemptInput): Promise<EndedAttempt> => {
    const ref = { clientId, connectionId };
    return withClient(deps.orm.em, { clientId, role: 'kontosync_worker' }, async (em): Promise<EndedAttempt> => {
      const attempt = await readAttempt(em, { clientId, attemptId, lock: true });
      if (attempt === null) throw new StepError('not_found');
      if (code === null && attempt.status === 'consumed') return { kind: 'consumed' };
      if (code === null && attempt.status === 'granted' && attempt.chosenAccounts !== null) return { kind: 'chosen' };

      const closed = await closeAttempts(em, { ...ref, attemptId, code });
      if (closed > 0)
        await addAuditEntries(em, clientId, [
          {
            kind: 'change',
            actor: 'workflow',
            action: code === null ? 'oauth.expired' : 'oauth.failed',
            subjectId: connectionId,
            data: { attempt_id: attemptId, code },
          },
        ]);
      const stored = await readConnectionState(em, ref);
      // A renewal's attempt ends beside a connection that lives on (D-18).
      if (stored?.status === 'awaiting_auth' || stored?.status === 'grant_pending')
        await setConnectionStatus(em, {
          ...ref,
          to: 'abandoned',
          reason: code ?? 'attempt_expired',
          actor: 'workflow',
        });
      const standing = await readStanding(em, ref, standingClock(deps));
      if (standing.state.kind === 'abandoned' && !standing.grantsLeft) await markRevokeConfirmed(em, ref);
      return { kind: 'ended', standing };
    });
  };
