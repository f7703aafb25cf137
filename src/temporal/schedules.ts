import { type Client, ScheduleAlreadyRunning, type ScheduleOptions, ScheduleOverlapPolicy } from '@temporalio/client';
import { scheduledWorkflowIds, scheduleIds, taskQueues } from '../contracts/ids.ts';
import type { LifecycleQueue, ReconcileInput, ScheduleSettings } from '../contracts/reconcile.ts';
import type { SyncDueInput } from '../contracts/syncDue.ts';

export type { ScheduleSettings } from '../contracts/reconcile.ts';

const pauseNote = 'SYNC_SCHEDULE=external';
/** Starts of one coordinator run before it continues as new. */
export const startsPerCoordinatorRun = 250;

/**
 * Makes the Schedules, or brings them to the settings (stack 9). Several workers may do so at once. Returns the ids of
 * those that were missing.
 */
export async function ensureSchedules(client: Client, settings: ScheduleSettings): Promise<readonly string[]> {
  const made: string[] = [];
  for (const options of [
    nightly(settings),
    due(settings),
    watchdog(settings),
    reconcile(settings),
    keepAlive(settings),
    mail(settings),
    outbox(settings),
    auditCheck(settings),
    retention(settings),
  ]) {
    try {
      await client.schedule.create(options);
      made.push(options.scheduleId);
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      // An operator's own pause is kept: only a pause that carries our note is ours to set and to lift.
      await client.schedule.getHandle(options.scheduleId).update((present) => {
        const isOurs = !present.state.paused || present.state.note === pauseNote;
        const { paused = false, note = '' } = isOurs ? (options.state ?? {}) : present.state;
        return { ...options, state: { ...present.state, paused, note } };
      });
    }
  }
  return made;
}

const minutes = (count: number): number => count * 60_000;

// The server's default would replay a year of missed firings (D-7).
const policies = (catchupMs: number) => ({
  overlap: ScheduleOverlapPolicy.SKIP,
  catchupWindow: catchupMs,
  pauseOnFailure: false,
});

function action(
  { taskQueue, concurrency, schedule }: ScheduleSettings,
  workflowId: string,
  trigger: SyncDueInput['trigger'],
): ScheduleOptions['action'] {
  const input: SyncDueInput = {
    trigger,
    window: concurrency,
    continueAfter: startsPerCoordinatorRun,
    // Else `sync-due` would do the night's work five minutes later.
    ...(trigger === 'due' && schedule === 'external' ? { nightIsExternal: true } : {}),
  };
  return {
    type: 'startWorkflow',
    workflowType: 'syncDueWorkflow',
    workflowId,
    taskQueue,
    staticSummary: trigger === 'nightly' ? 'the night: every connection that is due' : 'connections that are due',
    args: [input],
  };
}
function nightly(settings: ScheduleSettings): ScheduleOptions {
  const [hour = 0, minute = 0] = settings.time.split(':').map(Number);
  const paused = settings.schedule === 'external';
  return {
    scheduleId: scheduleIds.nightly,
    spec: { calendars: [{ hour, minute }], timezone: settings.timeZone },
    action: action(settings, scheduledWorkflowIds.nightly, 'nightly'),
    policies: policies(minutes(240)),
    state: { paused, ...(paused ? { note: pauseNote } : {}) },
  };
}

const due = (settings: ScheduleSettings): ScheduleOptions => ({
  scheduleId: scheduleIds.due,
  spec: { intervals: [{ every: minutes(5) }] },
  action: action(settings, scheduledWorkflowIds.due, 'due'),
  policies: policies(minutes(10)),
});

const interactiveQueueOf = ({ interactiveQueue = taskQueues.interactive }: ScheduleSettings): string =>
  interactiveQueue;

function watchdog(settings: ScheduleSettings): ScheduleOptions {
  const input: LifecycleQueue = { interactiveQueue: interactiveQueueOf(settings) };
  return {
    scheduleId: scheduleIds.watchdog,
    spec: { intervals: [{ every: minutes(1) }] },
    action: {
      type: 'startWorkflow',
      workflowType: 'watchdogWorkflow',
      workflowId: scheduledWorkflowIds.watchdog,
      taskQueue: settings.taskQueue,
      staticSummary: 'what should have moved on and did not',
      args: [input],
    },
    // A look that was missed is worth nothing later.
    policies: policies(minutes(1)),
  };
}

/** Apart from SYNC_TIME: the two must not compete. */
const reconcileHourUtc = 1;

function reconcile(settings: ScheduleSettings): ScheduleOptions {
  const input: ReconcileInput = { schedules: settings };
  return {
    scheduleId: scheduleIds.reconcile,
    spec: { calendars: [{ hour: reconcileHourUtc, minute: 17 }], timezone: 'UTC' },
    action: {
      type: 'startWorkflow',
      workflowType: 'reconcileWorkflow',
      workflowId: scheduledWorkflowIds.reconcile,
      taskQueue: settings.taskQueue,
      staticSummary: 'tables and Temporal, both ways',
      args: [input],
    },
    policies: policies(minutes(240)),
  };
}

/** the hour after is early enough for one that was missed. */
const keepAlive = (settings: ScheduleSettings): ScheduleOptions => ({
  scheduleId: scheduleIds.keepAlive,
  spec: { intervals: [{ every: minutes(60), offset: minutes(23) }] },
  action: {
    type: 'startWorkflow',
    workflowType: 'keepAliveWorkflow',
    workflowId: scheduledWorkflowIds.keepAlive,
    taskQueue: settings.taskQueue,
    staticSummary: 'refresh tokens that rest',
    args: [],
  },
  policies: policies(minutes(10)),
});

/** Each hour, as a notice is not to wait for the morning; whether it is the time for a digest the job knows itself. */
const mail = (settings: ScheduleSettings): ScheduleOptions => ({
  scheduleId: scheduleIds.mail,
  spec: { intervals: [{ every: minutes(60), offset: minutes(7) }] },
  action: {
    type: 'startWorkflow',
    workflowType: 'mailWorkflow',
    workflowId: scheduledWorkflowIds.mail,
    taskQueue: settings.taskQueue,
    staticSummary: "mails to the clients' people",
    args: [],
  },
  policies: policies(minutes(30)),
});

/** C-19: each hour, so that the heads of the chains are in the log soon. */
const auditCheck = (settings: ScheduleSettings): ScheduleOptions => ({
  scheduleId: scheduleIds.auditCheck,
  spec: { intervals: [{ every: minutes(60), offset: minutes(41) }] },
  action: {
    type: 'startWorkflow',
    workflowType: 'auditCheckWorkflow',
    workflowId: scheduledWorkflowIds.auditCheck,
    taskQueue: settings.taskQueue,
    staticSummary: 'whether the audit is as it was written',
    args: [],
  },
  policies: policies(minutes(30)),
});

/** Starts the deliverer where none is at work: it goes on by itself. */
const outbox = (settings: ScheduleSettings): ScheduleOptions => ({
  scheduleId: scheduleIds.outbox,
  spec: { intervals: [{ every: minutes(1) }] },
  action: {
    type: 'startWorkflow',
    workflowType: 'outboxWorkflow',
    workflowId: scheduledWorkflowIds.outbox,
    taskQueue: settings.taskQueue,
    staticSummary: 'events on their way to the ERP',
    args: [],
  },
  policies: policies(minutes(1)),
});

/** E-18, apart from SYNC_TIME and from the reconciler. */
const retentionHourUtc = 5;

function retention(settings: ScheduleSettings): ScheduleOptions {
  const input: LifecycleQueue = { interactiveQueue: interactiveQueueOf(settings) };
  return {
    scheduleId: scheduleIds.retention,
    spec: { calendars: [{ hour: retentionHourUtc, minute: 37 }], timezone: 'UTC' },
    action: {
      type: 'startWorkflow',
      workflowType: 'retentionWorkflow',
      workflowId: scheduledWorkflowIds.retention,
      taskQueue: settings.taskQueue,
      staticSummary: 'delete what has served its time',
      args: [input],
    },
    policies: policies(minutes(720)),
  };
}
