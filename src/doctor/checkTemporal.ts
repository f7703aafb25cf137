import { ScheduleNotFoundError } from '@temporalio/client';
import { scheduleIds, taskQueues } from '../contracts/ids.ts';
import { searchAttributes } from '../contracts/searchAttributes.ts';
import { mayPass } from '../temporal/classifyEngineFailure.ts';
import { type ConnectedTemporal, connectTemporal, temporalEndpoint } from '../temporal/connectTemporal.ts';
import { away, type Finding, good, person, wrong } from './finding.ts';

const answersWithinMs = 5_000;
/** temporal.api.enums.v1.TaskQueueType */
const taskQueueTypes = { workflow: 1, activity: 2 } as const;
const startWorker = 'start a worker: it makes what is missing, and looks after it';

/** Whether Temporal answers, has what the program needs and has workers that poll. */
export async function checkTemporal(environment: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
  const temporal = connectTemporal(temporalEndpoint(environment));
  const { connection, namespace } = temporal;
  try {
    return await connection.withDeadline(Date.now() + answersWithinMs, async () => {
      const { serverVersion } = await connection.workflowService.getSystemInfo({});
      await connection.workflowService.describeNamespace({ namespace });
      return [
        good('Temporal', `answers (${serverVersion}, namespace ${namespace})`),
        await attributes(temporal),
        ...(await schedules(temporal)),
        await workers(temporal),
      ];
    });
  } catch (error) {
    if (mayPass(error))
      return [away('Temporal', 'does not answer', 'look at TEMPORAL_ADDRESS, TEMPORAL_TLS… and whether it runs')];
    return [
      wrong(
        'Temporal',
        `answers, but not for the namespace ${namespace}`,
        `look at TEMPORAL_NAMESPACE and TEMPORAL_API_KEY, or ${startWorker}`,
      ),
    ];
  } finally {
    await connection.close();
  }
}

async function attributes({ connection, namespace }: ConnectedTemporal): Promise<Finding> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(searchAttributes).filter(({ name }) => !(name in (customAttributes ?? {})));
  const names = missing.map(({ name }) => name).join(', ');
  return missing.length === 0
    ? good('search attributes', 'all there')
    : wrong('search attributes', `missing: ${names}`, startWorker);
}

async function schedules({ client }: ConnectedTemporal): Promise<readonly Finding[]> {
  const states = await Promise.all(
    Object.values(scheduleIds).map(async (id) => {
      try {
        const { state } = await client.schedule.getHandle(id).describe();
        return { id, state: state.paused ? ('paused' as const) : ('on' as const), note: state.note ?? '' };
      } catch (error) {
        if (error instanceof ScheduleNotFoundError) return { id, state: 'missing' as const, note: '' };
        throw error;
      }
    }),
  );
  const missing = states.filter(({ state }) => state === 'missing').map(({ id }) => id);
  const paused = states.filter(({ state }) => state === 'paused');
  return [
    missing.length === 0
      ? good('Schedules', 'all there')
      : wrong('Schedules', `missing: ${missing.join(', ')}`, startWorker),
    ...paused.map(({ id, note }) =>
      note === 'SYNC_SCHEDULE=external'
        ? person(
            `Schedule ${id}`,
            'is left to a timer of your own',
            'see that it calls: systemctl list-timers, or the crontab',
          )
        : wrong(`Schedule ${id}`, 'is paused', `temporal schedule toggle --schedule-id ${id} --unpause`),
    ),
  ];
}

async function workers({ connection, namespace }: ConnectedTemporal): Promise<Finding> {
  const polled = await Promise.all(
    Object.values(taskQueues).flatMap((name) =>
      Object.values(taskQueueTypes).map(async (taskQueueType) => {
        const { pollers } = await connection.workflowService.describeTaskQueue({
          namespace,
          taskQueue: { name },
          taskQueueType,
        });
        return { name, isPolled: (pollers ?? []).length > 0 };
      }),
    ),
  );
  const without = [...new Set(polled.filter(({ isPolled }) => !isPolled).map(({ name }) => name))];
  return without.length === 0
    ? good('workers', 'poll every task queue')
    : away('workers', `nobody polls ${without.join(', ')}`, 'start a worker: kontosync worker');
}
