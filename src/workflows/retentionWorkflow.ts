import { setCurrentDetails } from '@temporalio/workflow';
import type { ExpiredRows, RetentionCounts } from '../contracts/erasure.ts';
import type { LifecycleQueue } from '../contracts/reconcile.ts';
import { housekeeping } from './proxies.ts';

/** Deletes what has served its time (E-18), and takes up erasures that were lost. The Schedule brings the next look. */
export async function retentionWorkflow(input: LifecycleQueue): Promise<RetentionCounts> {
  const resumed = await housekeeping.resumeErasures(input);
  const deleted: Record<string, number> = {};
  let more = true;
  while (more) {
    const lot: ExpiredRows = await housekeeping.deleteExpired();
    ({ more } = lot);
    for (const [table, count] of Object.entries(lot.deleted)) deleted[table] = (deleted[table] ?? 0) + count;
  }
  setCurrentDetails(
    [
      `**Erasures taken up:** ${resumed}`,
      ...Object.entries(deleted).map(([table, count]) => `**${table}:** ${count} deleted`),
    ].join('\n\n'),
  );
  return { deleted, resumed };
}
