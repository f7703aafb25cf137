import { getClient } from '@temporalio/activity';
import type { ScheduleSettings } from '../../contracts/reconcile.ts';
import { ensureSchedules } from '../../temporal/schedules.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createLookForOverdue } from './lookForOverdue.ts';
import { createReconcileConnections } from './reconcileConnections.ts';
import { createReconcileRuns } from './reconcileRuns.ts';

export const createReconcileActivities = (deps: ActivityDeps) => ({
  reconcileConnections: createReconcileConnections(deps),
  reconcileRuns: createReconcileRuns(deps),
  /** Makes Schedules that are missing, and brings the others to the settings. Returns how many were missing. */
  async reconcileSchedules(settings: ScheduleSettings): Promise<number> {
    return (await ensureSchedules(getClient(), settings)).length;
  },
  lookForOverdue: createLookForOverdue(deps),
});
