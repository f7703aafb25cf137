/** The steps that end what a connection holds at the bank, however long that takes. */
import { CancellationScope, getExternalWorkflowHandle, isCancellation, patched, sleep } from '@temporalio/workflow';
import type { ConnectionRef } from '../contracts/connection.ts';
import { syncWorkflowId } from '../contracts/ids.ts';
import { codeOf, untilDone } from './lastingSteps.ts';
import { bankRevoke, quickDb } from './proxies.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** What a renewal has replaced is revoked at the bank, for a day at most, then wiped in any case (D-18). */
export async function dropUnusedGrants(ref: ConnectionRef): Promise<void> {
  for (const deadlineMs = Date.now() + dayMs; ; await sleep(hourMs)) {
    try {
      await bankRevoke.dropUnusedGrants(ref);
      return;
    } catch (error) {
      codeOf(error);
      // An operator may mend it meanwhile, as at the end of a connection. It was given up at once before.
      const isLast = Date.now() + hourMs >= deadlineMs || !patched('drop-for-a-day');
      if (isLast) return untilDone(() => quickDb.wipeUnusedGrants(ref));
    }
  }
}

/** tried for a day, through whatever the bank or an operator may mend meanwhile. Whether the bank confirmed. */
export async function revokeAtBank(ref: ConnectionRef, sinceMs: number, lifeMs = dayMs): Promise<boolean> {
  const deadlineMs = sinceMs + lifeMs;
  while (Date.now() < deadlineMs) {
    try {
      const { confirmed } = await CancellationScope.withTimeout(deadlineMs - Date.now(), () =>
        bankRevoke.revokeAtBank(ref),
      );
      return confirmed;
    } catch (error) {
      if (Date.now() >= deadlineMs) return false;
      codeOf(error);
      await sleep(Math.min(hourMs, deadlineMs - Date.now()));
    }
  }
  return false;
}

/** The sync may be running, ended or never begun: not found is the usual answer, not an error. */
export async function cancelSync(connectionId: string): Promise<void> {
  try {
    await getExternalWorkflowHandle(syncWorkflowId(connectionId)).cancel();
  } catch (error) {
    if (isCancellation(error)) throw error;
  }
}
