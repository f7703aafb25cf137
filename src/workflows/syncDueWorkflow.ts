import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ChildWorkflowCancellationType,
  condition,
  continueAsNew,
  ParentClosePolicy,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { priorities, syncWorkflowId } from '../contracts/ids.ts';
import { searchAttributes } from '../contracts/searchAttributes.ts';
import { type DueConnection, type SyncDueCounts, type SyncDueInput, syncDueProgress } from '../contracts/syncDue.ts';
import { quickDb } from './proxies.ts';
import { syncWorkflow } from './syncWorkflow.ts';

/**
 * The coordinator: starts a sync for each connection that is due (design 3). The window is counted in the database
 * (running rows and leases), not here: so it holds over continue-as-new without draining, over two coordinators at
 * once, and nobody waits for the last slow bank, behind which the Schedule (overlap SKIP) would skip every firing.
 */
export async function syncDueWorkflow(input: SyncDueInput): Promise<SyncDueCounts> {
  let counts: SyncDueCounts = input.counts ?? { started: 0, alreadyRunning: 0 };
  const asOf = input.asOf ?? new Date(Date.now()).toISOString();
  let startedHere = 0;
  let ended = 0;
  setHandler(syncDueProgress, () => counts);

  for (;;) {
    const { due, more } = await quickDb.claimDue({
      asOf,
      window: input.window,
      ...(input.claimId === undefined ? {} : { claimId: input.claimId }),
    });
    ended = 0;
    const answers = await Promise.all(due.map(start));
    const started = answers.filter((answer) => answer === 'started').length;
    counts = { started: counts.started + started, alreadyRunning: counts.alreadyRunning + due.length - started };
    startedHere += due.length;
    if (!more) return counts;
    if (startedHere >= input.continueAfter || workflowInfo().continueAsNewSuggested)
      await continueAsNew<typeof syncDueWorkflow>({ ...input, asOf, counts });
    // Refill in lots: a claim for each freed place would cost an activity a run. The ends of children are only a hint to
    // look earlier; those that an earlier run started report to nobody, hence the time limit.
    await condition(() => ended >= Math.ceil(input.window / 5), '5s');
  }

  async function start({ clientId, connectionId }: DueConnection): Promise<'started' | 'alreadyRunning'> {
    try {
      const child = await startChild(syncWorkflow, {
        workflowId: syncWorkflowId(connectionId),
        args: [
          {
            clientId,
            connectionId,
            trigger: input.trigger,
            ...(input.bankPatienceMs === undefined ? {} : { bankPatienceMs: input.bankPatienceMs }),
          },
        ],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        // Else cancelling the coordinator cancels every sync in flight, ABANDON or not.
        cancellationType: ChildWorkflowCancellationType.ABANDON,
        staticSummary: `${input.trigger} sync`,
        typedSearchAttributes: [
          { key: searchAttributes.clientId, value: clientId },
          { key: searchAttributes.connectionId, value: connectionId },
        ],
        priority: { priorityKey: priorities.nightly, fairnessKey: clientId },
      });
      const countEnd = (): void => {
        ended += 1;
      };
      void child.result().then(countEnd, countEnd);
      return 'started';
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      return 'alreadyRunning'; // an answer, not an error: somebody syncs it
    }
  }
}
