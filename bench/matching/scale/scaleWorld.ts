import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createMatchingActivities } from '../../../src/activities/matching/matchingActivities.ts';
import { systemClock } from '../../../src/clock.ts';
import { type OnPostgres, onPostgres } from '../../onPostgres.ts';

export interface ScaleWorld extends OnPostgres {
  readonly steps: ReturnType<typeof createMatchingActivities>;
  run<I, O>(step: (input: I) => Promise<O>, input: I): Promise<O>;
}

/** The matching activities as the worker runs them. */
export const inScaleWorld = <T>(play: (world: ScaleWorld) => Promise<T>): Promise<T> =>
  onPostgres('scale', (parts) => {
    const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
    const steps = createMatchingActivities({ orm: parts.orm, clock: systemClock });
    return play({ ...parts, steps, run: (step, input) => environment.run(step, input) });
  });
