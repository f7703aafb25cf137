import { getExternalWorkflowHandle, setCurrentDetails } from '@temporalio/workflow';
import { consentInvalidated, type InvalidConsent } from '../contracts/connection.ts';
import { connectionWorkflowId } from '../contracts/ids.ts';
import type { KeepAliveCounts, KeptAlive } from '../contracts/keepAlive.ts';
import { housekeeping } from './proxies.ts';

/**
 * Uses the refresh tokens that rest for too long. The Schedule brings the next look in an hour, also for those at
 * which the bank did not answer: they stay due.
 */
export async function keepAliveWorkflow(): Promise<KeepAliveCounts> {
  let counts: KeepAliveCounts = { renewed: 0, failed: 0, ended: 0 };
  let lastGrantId: string | null = null;
  do {
    const sinceMs = Date.now();
    const lot: KeptAlive = await housekeeping.keepGrantsAlive(
      lastGrantId === null ? {} : { afterGrantId: lastGrantId },
    );
    await Promise.all(lot.ended.map(({ connectionId, code }) => tellLifecycle(connectionId, { code, sinceMs })));
    counts = {
      renewed: counts.renewed + lot.renewed,
      failed: counts.failed + lot.failed,
      ended: counts.ended + lot.ended.length,
    };
    ({ lastGrantId } = lot);
    setCurrentDetails(
      `**Renewed:** ${counts.renewed}\n\n**Failed:** ${counts.failed}\n\n**Consent gone:** ${counts.ended}`,
    );
  } while (lastGrantId !== null);
  return counts;
}

/** It makes the change and tells the person. One that is missing is started anew by the reconciler, and the next look tells it. */
async function tellLifecycle(connectionId: string, invalid: InvalidConsent): Promise<void> {
  try {
    await getExternalWorkflowHandle(connectionWorkflowId(connectionId)).signal(consentInvalidated, invalid);
  } catch {
    // Not there: an answer, not an error.
  }
}
