import type { FreshGrant } from '../../contracts/connection.ts';
import type { RunRef } from '../../contracts/sync.ts';
import { findConnectionOfRun } from '../../db/sql/connections/findConnectionOfRun.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createGrantStore } from '../grants/grantStore.ts';
import { StepError } from '../stepError.ts';

/** a run starts with so much left; up to a minute more, so that not all runs of a night refresh at once. */
const leastLifeMs = 10 * 60_000;
const spreadMs = 60_000;

/** Makes the grant good for the coming run. Throws as `GrantStore` says. */
export function createRefreshGrant(deps: ActivityDeps): (ref: RunRef) => Promise<FreshGrant> {
  const { orm } = deps;
  const grants = createGrantStore(deps);
  return async ({ clientId, runId }) => {
    const connectionId = await withClient(orm.em, { clientId, role: 'kontosync_worker' }, (em) =>
      findConnectionOfRun(em, { clientId, runId }),
    );
    if (connectionId === null) throw new StepError('not_found');
    const { version, accessExpiresAt } = await grants.ensureFresh(
      { clientId, connectionId },
      { leastLifeMs: leastLifeMs + Math.random() * spreadMs },
    );
    return { version, accessExpiresMs: accessExpiresAt?.getTime() ?? null };
  };
}
