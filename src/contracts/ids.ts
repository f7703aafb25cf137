/**
 * Every workflow, schedule and queue id is built here (S-7). A workflow id is a lock: Temporal runs one workflow for an
 * id at a time, so `sync/<connectionId>` is the guarantee that one sync of a connection runs at once (D-6).
 */
export const connectionWorkflowId = (connectionId: string): string => `connection/${connectionId}`;
export const syncWorkflowId = (connectionId: string): string => `sync/${connectionId}`;
export const matchingWorkflowId = (clientId: string): string => `matching/${clientId}`;
export const erasureWorkflowId = (clientId: string): string => `erase/${clientId}`;
export const adviceWorkflowId = (clientId: string): string => `advice/${clientId}`;
/** One for each principal and UTC day (C-2): a second call of the day joins the first. */
export const syncAllWorkflowId = (principalId: string, utcDate: string): string => `sync-all/${utcDate}/${principalId}`;

export const scheduleIds = {
  nightly: 'nightly-sync',
  due: 'sync-due',
  watchdog: 'watchdog',
  reconcile: 'reconcile',
  keepAlive: 'keep-alive',
  mail: 'mail',
  outbox: 'outbox',
  auditCheck: 'audit-check',
  retention: 'retention',
} as const;
/** The server appends the nominal time to these. */
export const scheduledWorkflowIds = {
  nightly: 'sync-due/nightly',
  due: 'sync-due/tick',
  watchdog: 'watchdog/tick',
  reconcile: 'reconcile/nightly',
  keepAlive: 'keep-alive/tick',
  mail: 'mail/tick',
  outbox: 'outbox/tick',
  auditCheck: 'audit-check/tick',
  retention: 'retention/daily',
} as const;
/** Asked for by a worker that starts, or by the command line: whoever comes second joins. */
export const reconcileWorkflowId = 'reconcile/now';
/** One rotation at a time: whoever asks again joins it. */
export const rotateSecretsWorkflowId = 'rotate-secrets';
/** The connection of a lifecycle workflow's id; null: the id is not one of them. */
export const connectionOfWorkflowId = (workflowId: string): string | null =>
  /^connection\/([0-9a-f-]{36})$/.exec(workflowId)?.[1] ?? null;

/** People's work does not wait behind the night's (E-12). */
export const taskQueues = { interactive: 'kontosync-interactive', batch: 'kontosync-batch' } as const;
export interface TaskQueues {
  readonly interactive: string;
  readonly batch: string;
}

/** Temporal's priority keys: 1 first, 5 last (E-12). Everything is right without them too. */
export const priorities = { manual: 1, nightly: 4, advice: 5 } as const;
