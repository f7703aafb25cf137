import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import { type UpdateDefinition, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import * as connection from '../contracts/connection.ts';
import {
  connectionWorkflowId,
  matchingWorkflowId,
  priorities,
  syncAllWorkflowId,
  syncWorkflowId,
  type TaskQueues,
} from '../contracts/ids.ts';
import { workChanged } from '../contracts/matching.ts';
import { searchAttributes } from '../contracts/searchAttributes.ts';
import { syncRequested } from '../contracts/sync.ts';
import type { bankConnectionWorkflow } from '../workflows/bankConnectionWorkflow.ts';
import type { matchingWorkflow } from '../workflows/matchingWorkflow.ts';
import type { syncDueWorkflow } from '../workflows/syncDueWorkflow.ts';
import type { syncWorkflow } from '../workflows/syncWorkflow.ts';
import { classifyEngineFailure, mayPass } from './classifyEngineFailure.ts';
import type { ConnectedTemporal } from './connectTemporal.ts';
import type { Engine } from './engine.ts';
import { EngineError } from './engineError.ts';
import { startsPerCoordinatorRun } from './schedules.ts';
import { startErasure } from './startErasure.ts';
import { lifecycleTimes } from './startLifecycle.ts';

export interface EngineSettings {
  readonly queues: TaskQueues;
  /** SYNC_CONCURRENCY, for `syncAll`. */
  readonly concurrency: number;
  /** Base of the Web UI; null where none is known. */
  readonly uiUrl: string | null;
  /** A-3; tests shorten them. */
  readonly attemptLifeMs?: number;
  readonly grantLifeMs?: number;
  /** How long a run keeps on at a failing bank; tests shorten it. */
  readonly bankPatienceMs?: number;
}

const attributes = (ref: connection.ConnectionRef) => [
  { key: searchAttributes.clientId, value: ref.clientId },
  { key: searchAttributes.connectionId, value: ref.connectionId },
];

/** F4: whoever asks learns within five seconds that Temporal is away. */
const quickMs = 4_000;
const patienceMs = 20_000;
/** An update may wait for the bank: 15 s for the code, 30 s for the accounts. Where no worker works, it ends then. */
const updateMs = 60_000;
/** One that ends again and again without an answer fails: an operator sees it in the Web UI. */
const mostEndings = 3;

/** The engine on Temporal. Every call fails with `EngineError` and nothing else. */
export function createTemporalEngine(
  { client, connection: grpc, namespace }: ConnectedTemporal,
  settings: EngineSettings,
): Engine {
  const { queues, attemptLifeMs, grantLifeMs } = { ...lifecycleTimes, ...settings };
  const patience = settings.bankPatienceMs === undefined ? {} : { bankPatienceMs: settings.bankPatienceMs };

  const isReachable = async (): Promise<boolean> => {
    try {
      await grpc.withDeadline(Date.now() + 1_000, () => grpc.workflowService.getSystemInfo({}));
      return true;
    } catch {
      return false;
    }
  };

  /**
   * Starts and signals. One that is repeated does no harm: ids and bells are the same. Slow is not away: while the server
   * answers at all it is asked again, so that a busy moment is not told as an outage.
   */
  const call = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
    for (const giveUpAtMs = Date.now() + patienceMs; ; ) {
      try {
        return await grpc.withDeadline(Date.now() + quickMs, () => work(client));
      } catch (error) {
        if (!mayPass(error) || Date.now() > giveUpAtMs || !(await isReachable()))
          throw new EngineError('engine_unavailable', error);
      }
    }
  };

  /**
   * Updates start the workflow where there is none: it asks the tables where it stands, so a lost one is no obstacle.
   * A workflow that is about to continue as new says so and is asked again.
   */
  const update = async <Args extends unknown[]>(
    definition: UpdateDefinition<connection.Answer, Args>,
    { clientId, connectionId }: connection.ConnectionRef,
    args: Args,
  ): Promise<connection.Answer> => {
    if (!(await isReachable())) throw new EngineError('engine_unavailable');
    let endings = 0;
    for (const deadline = Date.now() + updateMs; ; await sleep(50)) {
      const startWorkflowOperation = new WithStartWorkflowOperation<typeof bankConnectionWorkflow>(
        'bankConnectionWorkflow',
        {
          workflowId: connectionWorkflowId(connectionId),
          taskQueue: queues.interactive,
          workflowIdConflictPolicy: 'USE_EXISTING',
          staticSummary: 'the life of a bank connection: consent, expiry, revoke',
          typedSearchAttributes: attributes({ clientId, connectionId }),
          priority: { priorityKey: priorities.manual, fairnessKey: clientId },
          args: [{ clientId, connectionId, attemptLifeMs, grantLifeMs }],
        },
      );
      try {
        return await grpc.withDeadline(deadline, () =>
          client.workflow.executeUpdateWithStart(definition, { args, startWorkflowOperation }),
        );
      } catch (error) {
        const failure = classifyEngineFailure(error);
        if (failure.kind === 'refused') return { ok: false, code: failure.code };
        if (failure.kind === 'failed') throw new EngineError(failure.code, error);
        if (failure.kind === 'ended') endings += 1;
        if (endings === mostEndings || Date.now() > deadline) throw new EngineError('unexpected', error);
      }
    }
  };

  return {
    isReachable,
    beginAuthorization: (ref) => update(connection.beginAuthorization, ref, [{ attemptId: ref.attemptId }]),
    acceptCallback: (ref) => update(connection.acceptCallback, ref, [{ attemptId: ref.attemptId }]),
    confirmAccounts: (ref) => update(connection.confirmAccounts, ref, [{ attemptId: ref.attemptId }]),
    revoke: (ref) => update(connection.revoke, ref, []),

    async requestSync({ clientId, connectionId, trigger }) {
      await call(({ workflow }) =>
        workflow.signalWithStart<typeof syncWorkflow>('syncWorkflow', {
          workflowId: syncWorkflowId(connectionId),
          taskQueue: queues.interactive,
          signal: syncRequested,
          signalArgs: [],
          staticSummary: `${trigger} sync`,
          typedSearchAttributes: attributes({ clientId, connectionId }),
          priority: { priorityKey: priorities.manual, fairnessKey: clientId },
          args: [{ clientId, connectionId, trigger, ...patience }],
        }),
      );
    },

    async syncAll({ principalId, claimId, utcDate }) {
      const start = (workflowId: string) =>
        call(({ workflow }) =>
          workflow
            .start<typeof syncDueWorkflow>('syncDueWorkflow', {
              workflowId,
              taskQueue: queues.batch,
              staticSummary: 'every connection of the key, asked for by the ERP',
              args: [
                {
                  trigger: 'all',
                  claimId,
                  window: settings.concurrency,
                  continueAfter: startsPerCoordinatorRun,
                  ...patience,
                },
              ],
            })
            .then(
              () => 'started' as const,
              (error: unknown) => {
                if (error instanceof WorkflowExecutionAlreadyStartedError) return 'running' as const;
                throw error;
              },
            ),
        );
      const workflowId = syncAllWorkflowId(principalId, utcDate);
      // One that still runs works on its own claim: what was claimed since needs a coordinator beside it.
      if ((await start(workflowId)) === 'running') await start(`${workflowId}/${claimId}`);
    },

    async requestMatching({ clientId }) {
      await call(({ workflow }) =>
        workflow.signalWithStart<typeof matchingWorkflow>('matchingWorkflow', {
          workflowId: matchingWorkflowId(clientId),
          taskQueue: queues.batch,
          signal: workChanged,
          signalArgs: [],
          staticSummary: 'matching after invoices or settings changed',
          typedSearchAttributes: [{ key: searchAttributes.clientId, value: clientId }],
          args: [{ clientId }],
        }),
      );
    },

    async eraseClient(ref) {
      await call((temporal) => startErasure(temporal, { ...ref, interactiveQueue: queues.interactive }, queues.batch));
    },

    runUrl: (workflowId, runId) =>
      settings.uiUrl === null
        ? null
        : `${settings.uiUrl.replace(/\/$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}/${encodeURIComponent(runId)}/history`,
  };
}
