import type { ActivityDeps } from './activityDeps.ts';
import { createDueActivities } from './due/dueActivities.ts';
import { createKeepGrantsAlive } from './grants/keepGrantsAlive.ts';
import { createLifecycleActivities } from './lifecycle/lifecycleActivities.ts';
import { createMatchingActivities } from './matching/matchingActivities.ts';
import { createReconcileActivities } from './reconcile/reconcileActivities.ts';
import { createSyncActivities } from './sync/syncActivities.ts';

/** Every step that workflows call. Each may run twice and then has one effect (S-12). */
export const createActivities = (deps: ActivityDeps) => ({
  ...createLifecycleActivities(deps),
  ...createSyncActivities(deps),
  ...createMatchingActivities(deps),
  ...createDueActivities(deps),
  ...createReconcileActivities(deps),
  keepGrantsAlive: createKeepGrantsAlive(deps),
});

export type Activities = ReturnType<typeof createActivities>;
