import { describe, expect, test } from '@jest/globals';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import { scheduleIds } from '../../src/contracts/ids.ts';
import type { SyncDueCounts } from '../../src/contracts/syncDue.ts';
import { ensureSchedules, type ScheduleSettings } from '../../src/temporal/schedules.ts';
import type { syncDueWorkflow } from '../../src/workflows/syncDueWorkflow.ts';
import { connectAccount } from './connectAccount.ts';
import { attemptedAt, runsOf } from './readTables.ts';
import { until } from './until.ts';
import { useWorld } from './useWorld.ts';

const hourMs = 3_600_000;
const clockTime = (at: Date): string => at.toISOString().slice(11, 16);
/** The night was 13 hours ago, whenever this runs: a slot every 8 hours came 5 hours ago. */
const time = clockTime(new Date(Date.now() - 13 * hourMs));
const world = useWorld({
  environment: { SYNC_TIME: time },
  async beforeClose({ temporal }) {
    for (const id of Object.values(scheduleIds)) await temporal.client.schedule.getHandle(id).delete();
  },
});

// The ids exist once on a server: no other file may touch them.
const schedules = () => world().temporal.client.schedule;
const describeOf = (id: string) => schedules().getHandle(id).describe();
const ensure = (change: Partial<ScheduleSettings> = {}): Promise<readonly string[]> =>
  ensureSchedules(world().temporal.client, {
    taskQueue: world().queues.batch,
    time: '03:00',
    timeZone: 'UTC',
    concurrency: 50,
    schedule: 'temporal',
    ...change,
  });

const looks = async () => (await describeOf(scheduleIds.due)).info.recentActions;

/** Lets sync-due look now; what its coordinator did. */
async function look(): Promise<SyncDueCounts> {
  const before = (await looks()).length;
  await schedules().getHandle(scheduleIds.due).trigger(ScheduleOverlapPolicy.ALLOW_ALL);
  const taken = await until('the Schedule has looked', async () => {
    const now = await looks();
    return now.length > before && now.at(-1);
  });
  const { workflowId } = taken.action.workflow;
  return world().temporal.client.workflow.getHandle<typeof syncDueWorkflow>(workflowId).result();
}

describe('the Schedules', () => {
  test('three workers that start at once make one of each, and bring them to the settings', async () => {
    await Promise.all([ensure(), ensure(), ensure()]);
    await ensure({ time: '04:30', timeZone: 'Europe/Oslo' });
    await until('both are listed', async () => {
      const listed: string[] = [];
      for await (const { scheduleId } of schedules().list()) listed.push(scheduleId);
      return Object.values(scheduleIds).every((id) => listed.includes(id));
    });

    const nightly = await describeOf(scheduleIds.nightly);
    expect(nightly.policies).toMatchObject({
      overlap: ScheduleOverlapPolicy.SKIP,
      pauseOnFailure: false,
      catchupWindow: 4 * hourMs, // not the server's year
    });
    expect(nightly.spec.timezone).toBe('Europe/Oslo');
    expect(nightly.spec.calendars).toMatchObject([{ hour: [{ start: 4 }], minute: [{ start: 30 }] }]);
    expect((await describeOf(scheduleIds.due)).policies).toMatchObject({ overlap: ScheduleOverlapPolicy.SKIP });
  });

  test("an operator's pause is kept; SYNC_SCHEDULE=external pauses the night only, and its end lifts that", async () => {
    await ensure();
    await schedules().getHandle(scheduleIds.due).pause('looking into it');
    await ensure({ schedule: 'external' });
    expect((await describeOf(scheduleIds.due)).state).toMatchObject({ paused: true, note: 'looking into it' });
    expect((await describeOf(scheduleIds.nightly)).state).toMatchObject({ paused: true });
    await ensure();
    expect((await describeOf(scheduleIds.nightly)).state.paused).toBe(false);
    expect((await describeOf(scheduleIds.due)).state.paused).toBe(true);
    await schedules().getHandle(scheduleIds.due).unpause();
  });

  test('a frequency that an operator changes by SQL takes effect at the next look', async () => {
    await ensure();
    const { connectionId } = await connectAccount(world(), { rows: 10 });
    await attemptedAt(world(), connectionId, new Date(Date.now() - 6 * hourMs));
    const triggers = async (): Promise<string[]> => (await runsOf(world(), connectionId)).map(({ trigger }) => trigger);
    expect(await look()).toEqual({ started: 0, alreadyRunning: 0 }); // at 24 hours it is not due before the night

    await world().database.admin(
      `begin; set local role kontosync_operator;
       update bank_connections set sync_frequency_hours = 8 where id = '${connectionId}'; commit`,
    );
    expect(await look()).toEqual({ started: 1, alreadyRunning: 0 });
    await until('the run is there', async () => (await triggers()).includes('due'));
  });

  test("SYNC_SCHEDULE=external: sync-due leaves the night to the ERP's timer, and takes what is synced more often", async () => {
    await ensure({ schedule: 'external', time });
    const { connectionId } = await connectAccount(world(), { rows: 10 });
    await attemptedAt(world(), connectionId, new Date(Date.now() - 30 * hourMs));
    expect(await look()).toEqual({ started: 0, alreadyRunning: 0 });
    await world().database.admin('update bank_connections set sync_frequency_hours = 8 where id = $1', [connectionId]);
    expect(await look()).toEqual({ started: 1, alreadyRunning: 0 });
    await ensure();
  });
});
