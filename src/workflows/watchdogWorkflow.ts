import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { LifecycleQueue, WatchdogResult } from '../contracts/reconcile.ts';
import { searchAttributes } from '../contracts/searchAttributes.ts';
import { housekeeping } from './proxies.ts';

/** One look for what should have moved on and did not (D.2). The Schedule brings the next one in a minute. */
export async function watchdogWorkflow(input: LifecycleQueue): Promise<WatchdogResult> {
  const result = await housekeeping.lookForOverdue(input);
  const { statesPastLimit, operatorsLate, runsPastLimit, syncsOverdue, demoted, degraded, freshness } = result;
  const alerts = statesPastLimit + operatorsLate + runsPastLimit + syncsOverdue + demoted;
  // Most looks find nothing: they are spared the event. One filter then shows those that did (E-8).
  if (alerts > 0) upsertSearchAttributes([{ key: searchAttributes.stage, value: 'alert' }]);
  setCurrentDetails(
    [
      `**New alerts:** ${alerts}`,
      `**Connections that fail for a day:** ${degraded}`,
      `**Syncs out of time:** ${freshness.stale} of ${freshness.connections}, 95 % younger than ${freshness.p95Hours} h`,
    ].join('\n\n'),
  );
  return result;
}
