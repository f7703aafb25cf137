import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ChildWorkflowCancellationType,
  condition,
  continueAsNew,
  ParentClosePolicy,
  patched,
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
  const refillsAtOnce = patched('refill-at-once');
  let startedHere = 0;
  let starting = 0;
  let failure: { readonly error: unknown } | undefined;
  let ended = 0;
  setHandler(syncDueProgress, () => counts);

  for (;;) {
    let seen = ended;
    const { due, more } = await quickDb.claimDue({
      asOf,
      window: input.window,
      ...(input.claimId === undefined ? {} : { claimId: input.claimId }),
      ...(input.nightIsExternal === undefined ? {} : { nightIsExternal: input.nightIsExternal }),
    });
    if (!refillsAtOnce) seen = ended;
    for (const connection of due) void begin(connection);
    startedHere += due.length;
    const mustContinue = startedHere >= input.continueAfter || workflowInfo().continueAsNewSuggested;
    // A slow server's answers to these starts hold up no claim of the places that become free meanwhile.
    if (!refillsAtOnce || !more || mustContinue) await condition(() => starting === 0);
    if (failure !== undefined) throw failure.error;
    if (!more) return counts;
    if (mustContinue) await continueAsNew<typeof syncDueWorkflow>({ ...input, asOf, counts });
    await placesAreFree(seen);
  }

  /**
   * The ends of children are only a hint to look: those of an earlier run, or of another coordinator, report to nobody.
   * So there is a time limit, a short one while most places are theirs. Ends that come close together share a claim,
   * which costs an activity and a look at all that waits.
   */
  async function placesAreFree(seen: number): Promise<void> {
    const lot = Math.ceil(input.window / (refillsAtOnce ? 10 : 5));
    const areFree = (places: number) => (): boolean => failure !== undefined || ended - seen >= places;
    if (!refillsAtOnce) return void (await condition(areFree(lot), '5s'));
    const mostReport = startedHere - ended >= input.window / 2;
    if ((await condition(areFree(1), mostReport ? '5s' : '1s')) && !areFree(lot)())
      await condition(areFree(lot), '500ms');
  }

  async function begin(connection: DueConnection): Promise<void> {
    starting += 1;
    try {
      const answer = await start(connection);
      counts = { ...counts, [answer]: counts[answer] + 1 };
    } catch (error) {
      failure ??= { error };
    } finally {
      starting -= 1;
    }
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
