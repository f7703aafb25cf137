import type { FailedAccount } from '../../contracts/sync.ts';
import { closeAccount } from '../../db/sql/accounts/closeAccount.ts';
import { addOutboxEvents } from '../../db/sql/effects/addOutboxEvents.ts';
import { failReading } from '../../db/sql/pages/failReading.ts';
import { openTasks } from '../../db/sql/tasks/openTasks.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';

/**
 * One of several accounts of a connection cannot be read: its part of the run ends, the others go on (bank H, Q25). One
 * that the bank knows no more is closed, with a task for the person; its rows stay, and a renewal that holds it opens it.
 */
export const createFailAccount =
  ({ orm }: Pick<ActivityDeps, 'orm'>) =>
  ({ code, ...ref }: FailedAccount): Promise<void> =>
    withClient(orm.em, { clientId: ref.clientId, role: 'kontosync_worker' }, async (em) => {
      const { clientId, accountId, runId } = ref;
      const isFailed = await failReading(em, ref, code);
      if (!isFailed || code !== 'account_gone') return;
      const connectionId = await closeAccount(em, ref);
      if (connectionId === null) return;
      const kind = 'account_gone';
      await openTasks(em, { clientId, connectionId, accountId, runId }, [
        { kind, subject: kind, transactionIds: [], data: { code } },
      ]);
      await addOutboxEvents(em, clientId, [
        {
          type: 'accounts.changed',
          data: { connection_id: connectionId, ids: { accounts: [accountId] }, counts: { closed: 1 } },
        },
      ]);
    });
