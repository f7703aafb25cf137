import { getClient } from '@temporalio/activity';
import type { StopInput, StoppedConnections } from '../../contracts/erasure.ts';
import { listUnfinished } from '../../db/sql/erasure/listUnfinished.ts';
import { withClient } from '../../db/tenantScope.ts';
import { isFinal } from '../../domain/connectionStatus.ts';
import { ringLifecycle } from '../../temporal/ringLifecycle.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createRevokeSteps } from '../lifecycle/revokeSteps.ts';
import { atMost } from '../reconcile/atMost.ts';

const inFlight = 4;

/**
 * Begins to revoke every connection of a client that is erased, as DELETE of a connection does: unusable from now on, then
 * revoked at the bank by its own workflow. Returns how many still have a secret; asked again, it rings those that rest.
 */
export const createStopConnections = (deps: ActivityDeps) => {
  const { beginRevoke } = createRevokeSteps(deps);
  return async ({ clientId, interactiveQueue }: StopInput): Promise<StoppedConnections> => {
    const unfinished = await withClient(deps.orm.em, { clientId, role: 'kontosync_worker' }, (em) =>
      listUnfinished(em, clientId),
    );
    await atMost(inFlight, unfinished, async ({ connectionId, status }) => {
      const ref = { clientId, connectionId };
      if (!isFinal(status) && status !== 'revoking') await beginRevoke(ref);
      await ringLifecycle(getClient(), ref, interactiveQueue);
    });
    return { open: unfinished.length };
  };
};
