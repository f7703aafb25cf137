import { ActivityFailure, isCancellation, sleep } from '@temporalio/workflow';
import { failureCode } from './failureCode.ts';

/** The failure of a step of ours as a code; whatever else was thrown is a bug of the workflow and stays one. */
export function codeOf(error: unknown): string {
  if (error instanceof ActivityFailure && !isCancellation(error)) return failureCode(error);
  throw error;
}

/** A step in the database that must be made, however long the database is away; it serves nobody who waits. */
export async function untilDone<T>(step: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (codeOf(error) === 'not_found') throw error; // no such connection: nothing to wait for
      await sleep('1m');
    }
  }
}
