import { type Client, ScheduleAlreadyRunning, type ScheduleOptions, ScheduleOverlapPolicy } from '@temporalio/client';
import { scheduledWorkflowIds, scheduleIds } from '../contracts/ids.ts';
import type { SyncDueInput } from '../contracts/syncDue.ts';

export interface ScheduleSettings {
  /** The batch queue. */
  readonly taskQueue: string;
  /** HH:MM (SYNC_TIME) in `timeZone`. */
  readonly time: string;
  readonly timeZone: string;
  /** SYNC_CONCURRENCY */
  readonly concurrency: number;
  /** `external`: the ERP's own timer calls, so the nightly Schedule stands still. */
  readonly schedule: 'temporal' | 'external';
}

const pauseNote = 'SYNC_SCHEDULE=external';
/** Starts of one coordinator run before it continues as new. */
export const startsPerCoordinatorRun = 250;

/** Makes the two Schedules, or brings them to the settings (stack 9). Several workers may do so at once. */
export async function ensureSchedules(client: Client, settings: ScheduleSettings): Promise<void> {
  for (const options of [nightly(settings), due(settings)]) {
    try {
      await client.schedule.create(options);
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
}

const minutes = (count: number): number => count * 60_000;

// The server's default would replay a year of missed firings (D-7).
const policies = (catchupMs: number) => ({
  overlap: ScheduleOverlapPolicy.SKIP,
  catchupWindow: catchupMs,
  pauseOnFailure: false,
});

function action(
  { taskQueue, concurrency }: ScheduleSettings,
  workflowId: string,
  trigger: SyncDueInput['trigger'],
): ScheduleOptions['action'] {
  const input: SyncDueInput = { trigger, window: concurrency, continueAfter: startsPerCoordinatorRun };
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
