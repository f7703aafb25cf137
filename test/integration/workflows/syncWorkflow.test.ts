import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { syncRequested } from '../../../src/contracts/sync.ts';
import { openWorkflowWorld, type Step as StepOf, type WorkflowWorld } from './workflowWorld.ts';

type Step = StepOf<{ readonly accountId?: string }>;

let world: WorkflowWorld;
beforeAll(async () => {
  world = await openWorkflowWorld();
});
afterAll(() => world.close());

const opened = {
  kind: 'opened',
  runId: 'run',
  accountIds: ['first', 'second'],
  trigger: 'nightly',
  attended: false,
};
const whole: Readonly<Record<string, Step>> = {
  openRun: () => opened,
  refreshGrant: () => null,
  fetchPages: () => ({ kind: 'staged', pages: 1, rows: 1 }),
  mergeWindow: () => ({ newRows: 1, changedRows: 0 }),
  rereadDates: () => ({ kind: 'done', read: 1, refused: 0 }),
  checkBalances: () => ({ stored: true }),
  matchTransactions: () => ({ matched: 1, review: 0 }),
  failAccount: () => null,
  finishRun: () => ({ outcome: 'complete_unverified', requestsWait: false }),
};

/** The steps that a run took, in their order, and how it ended. */
async function run(
  steps: (ring: () => Promise<void>) => Readonly<Record<string, Step>>,
): Promise<{ readonly taken: readonly string[]; readonly outcome: unknown; readonly id: string }> {
  const id = `sync/${randomUUID()}`;
  const ring = () => world.temporal.client.workflow.getHandle(id).signal(syncRequested);
  const taken: string[] = [];
  const activities = Object.fromEntries(
    Object.entries({ ...whole, ...steps(ring) }).map(([name, step]) => [
      name,
      async (input: { readonly accountId?: string }) => {
        taken.push(input.accountId === undefined ? name : `${name} ${input.accountId}`);
        return step(input);
      },
    ]),
  );
  const input = { clientId: randomUUID(), connectionId: randomUUID(), trigger: 'nightly' };
  const outcome = await world.run({ type: 'syncWorkflow', id, input }, activities);
  return { taken, outcome, id };
}

const fail = (): never => {
  throw ApplicationFailure.nonRetryable('no', 'bank_contract_violation');
};

describe('the order of a run', () => {
  test('D-11 rows that a run has merged before it failed are matched: no later run brings them again', async () => {
    const { taken, outcome } = await run(() => ({
      fetchPages: ({ accountId }) => (accountId === 'second' ? fail() : whole['fetchPages']?.({})),
    }));
    expect(outcome).toBe('failed');
    expect(taken.slice(-4)).toEqual(['fetchPages second', 'failAccount second', 'finishRun', 'matchTransactions']);
  });

  test.each([
    ['nothing was merged', { fetchPages: fail }],
    ['nothing was new', { mergeWindow: () => ({ newRows: 0, changedRows: 0 }), checkBalances: fail }],
    ['matching is what failed', { matchTransactions: fail }],
  ])('D-8 a run that failed takes no further step where %s', async (_why, steps) => {
    const { taken, outcome } = await run(() => steps);
    expect(outcome).toBe('failed');
    expect(taken.at(-1)).toBe('finishRun');
  });

  test('Q25 an account that the bank does not serve is asked again after the others, and leaves them whole', async () => {
    const unserved = (): never => {
      throw ApplicationFailure.nonRetryable('no', 'bank_unavailable');
    };
    const { taken, outcome } = await run(() => ({
      fetchPages: ({ accountId }) => (accountId === 'first' ? unserved() : whole['fetchPages']?.({})),
    }));
    expect(outcome).toBe('complete_unverified');
    expect(taken.filter((step) => step.startsWith('fetchPages') || step.startsWith('failAccount'))).toEqual([
      'fetchPages first',
      'fetchPages second',
      'fetchPages first',
      'failAccount first',
    ]);
  });

  test('Q25 what concerns the consent stops the run at once', async () => {
    const { taken } = await run(() => ({
      fetchPages: () => {
        throw ApplicationFailure.nonRetryable('no', 'consent_revoked');
      },
    }));
    expect(taken.filter((step) => step.startsWith('fetchPages'))).toEqual(['fetchPages first']);
  });

  test('ledger 5 dates that a merge asks for are read alone, in as many steps as they take, and it is called again', async () => {
    const asks: Record<string, number[]> = { first: [2, 1, 0], second: [] };
    const rests: string[] = ['more', 'more', 'done', 'done'];
    const { taken, outcome } = await run(() => ({
      mergeWindow: ({ accountId }) => {
        const rereads = asks[accountId ?? '']?.shift() ?? 0;
        return rereads > 0 ? { newRows: 0, changedRows: 0, rereads } : { newRows: 1, changedRows: 0, rereads };
      },
      rereadDates: () => ({ kind: rests.shift(), read: 1, refused: 0 }),
    }));
    expect(outcome).toBe('complete_unverified');
    expect(taken.slice(2)).toEqual([
      'fetchPages first',
      'mergeWindow first',
      ...Array.from({ length: 3 }, () => 'rereadDates first'),
      'mergeWindow first',
      'rereadDates first',
      'mergeWindow first',
      'checkBalances first',
      'fetchPages second',
      'mergeWindow second',
      'checkBalances second',
      'matchTransactions',
      'finishRun',
    ]);
  });

  test('design 2 a bell that is heard while a run is refused is answered', async () => {
    let asked = 0;
    const { taken, outcome } = await run((ring) => ({
      openRun: async () => {
        asked += 1;
        if (asked > 1) return opened;
        await ring();
        return { kind: 'refused', code: 'quota_exhausted' };
      },
    }));
    expect(outcome).toBe('complete_unverified');
    expect(taken.slice(0, 3)).toEqual(['openRun', 'openRun', 'refreshGrant']);
  });

  test('F3 the ends of a run outlast a restart of the database, or of all workers', async () => {
    const { id } = await run(() => ({}));
    const { events } = await world.temporal.client.workflow.getHandle(id).fetchHistory();
    const ends = (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: step }) => {
      const name = step?.activityType?.name ?? '';
      const seconds = Number(step?.scheduleToCloseTimeout?.seconds ?? 0);
      return name === 'openRun' || name === 'finishRun'
        ? [[name, seconds, step?.retryPolicy?.maximumAttempts ?? 0]]
        : [];
    });
    expect(ends).toEqual([
      ['openRun', 900, 0],
      ['finishRun', 900, 0],
    ]);
  });
});
