import { Client } from 'pg';
import type { Account, IngestWorld } from './world.ts';

/** Milliseconds of one run of one account. */
export interface Measured {
  readonly stageMs: number;
  readonly mergeMs: number;
  /** Of the merge: between sending a statement and its answer. */
  readonly databaseMs: number;
  readonly newRows: number;
}

let waitedMs = 0;

/** Times every statement of this process. */
export function watchStatements(): void {
  const prototype = Client.prototype as unknown as { query: (...args: readonly unknown[]) => unknown };
  const send = prototype.query;
  prototype.query = function timed(this: unknown, ...args: readonly unknown[]) {
    const beganAt = performance.now();
    const answer: unknown = send.apply(this, [...args]);
    if (answer instanceof Promise)
      void answer.finally(() => {
        waitedMs += performance.now() - beganAt;
      });
    return answer;
  };
}

/** One run of the account, in the workflow's order. */
export async function measureImport({ run, steps }: IngestWorld, account: Account): Promise<Measured> {
  const { clientId, connectionId } = account;
  const opened = await run(steps.openRun, { clientId, connectionId, trigger: 'nightly' });
  const accountId = opened.kind === 'opened' ? opened.accountIds[0] : undefined;
  if (opened.kind === 'refused' || accountId === undefined) throw new Error('no run was opened');
  const ref = { clientId, runId: opened.runId, accountId };
  let beganAt = performance.now();
  let step = await run(steps.fetchPages, ref);
  while (step.kind === 'more') step = await run(steps.fetchPages, ref);
  if (step.kind !== 'staged') throw new Error(`the pages were not staged: ${step.kind}`);
  const stageMs = performance.now() - beganAt;
  const waitedBefore = waitedMs;
  beganAt = performance.now();
  const { newRows } = await run(steps.mergeWindow, ref);
  const mergeMs = performance.now() - beganAt;
  const databaseMs = waitedMs - waitedBefore;
  await run(steps.finishRun, { clientId, runId: opened.runId, cancelled: false });
  return { stageMs, mergeMs, databaseMs, newRows };
}
