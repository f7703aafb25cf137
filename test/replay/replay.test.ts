import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  bundleWorkflowCode,
  DefaultLogger,
  makeTelemetryFilterString,
  type ReplayResult,
  Runtime,
  Worker,
} from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { adviceScenarios } from './adviceScenarios.ts';
import { connectionScenarios } from './connectionScenarios.ts';
import { consentScenarios } from './consentScenarios.ts';
import { type CommittedHistory, readHistories } from './historyFiles.ts';
import { housekeepingScenarios } from './housekeepingScenarios.ts';
import { mailScenarios } from './mailScenarios.ts';
import { outboxScenarios } from './outboxScenarios.ts';
import { reconcileScenarios } from './reconcileScenarios.ts';
import { scenarios } from './scenarios.ts';

const histories = readHistories();

/** Bundles the workflows of a module and replays histories on them. */
async function replay(
  workflowsPath: string,
  replayed: readonly CommittedHistory[],
): Promise<ReadonlyMap<string, ReplayResult['error']>> {
  const workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  const results = Worker.runReplayHistories(
    { workflowBundle },
    replayed.map(({ workflowId, history, name }) => ({ workflowId: `${workflowId} ${name}`, history })),
  );
  const errors = new Map<string, ReplayResult['error']>();
  for await (const { workflowId, error } of results) errors.set(workflowId.split(' ')[1] ?? '', error);
  return errors;
}

describe('committed histories', () => {
  let errors: ReadonlyMap<string, ReplayResult['error']> = new Map();
  beforeAll(async () => {
    // The replay that must fail would tell of it at length.
    const filter = makeTelemetryFilterString({ core: 'ERROR' });
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter, forward: {} } } });
    errors = await replay(join(import.meta.dirname, '../../src/workflows/index.ts'), histories);
  }, 60_000);

  test('there is one of each scenario', () => {
    expect(histories.map(({ name }) => name)).toEqual(
      expect.arrayContaining(
        Object.keys({
          ...scenarios,
          ...connectionScenarios,
          ...consentScenarios,
          ...reconcileScenarios,
          ...mailScenarios,
          ...housekeepingScenarios,
          ...outboxScenarios,
          ...adviceScenarios,
        }),
      ),
    );
  });

  test.each(histories.map(({ name }) => name))('%s replays on the workflows of today', (name) => {
    expect(errors.has(name)).toBe(true);
    expect(errors.get(name)).toBeUndefined();
  });

  test('a renamed activity makes the replay of every sync fail', async () => {
    const syncs = histories.filter(({ workflowType }) => workflowType === 'syncWorkflow');
    const broken = await replay(join(import.meta.dirname, 'fixtures/changedWorkflows.ts'), syncs);
    expect(broken.size).toBe(syncs.length);
    for (const error of broken.values()) expect(error).toBeInstanceOf(DeterminismViolationError);
  }, 60_000);

  test('D-7 every activity has a schedule-to-close timeout', () => {
    const scheduled = histories.flatMap(({ name, events }) =>
      events.flatMap(({ activityTaskScheduledEventAttributes: activity }) =>
        activity === undefined
          ? []
          : [{ name, activity: activity.activityType.name, limit: activity.scheduleToCloseTimeout }],
      ),
    );
    const names = new Set(scheduled.map(({ activity }) => activity));
    expect([...names]).toEqual(
      expect.arrayContaining(['openRun', 'fetchPages', 'claimDue', 'matchChunk', 'revokeAtBank']),
    );
    expect(scheduled.filter(({ limit }) => limit === undefined || /^0+s$/.test(limit))).toEqual([]);
  });
});
