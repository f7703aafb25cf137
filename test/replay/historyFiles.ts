import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const folder = join(import.meta.dirname, 'histories');

/** As far as we look into it. */
const historyShape = z.looseObject({
  events: z
    .array(
      z.looseObject({
        eventType: z.string(),
        workflowExecutionStartedEventAttributes: z
          .looseObject({ workflowId: z.string(), workflowType: z.looseObject({ name: z.string() }) })
          .optional(),
        activityTaskScheduledEventAttributes: z
          .looseObject({
            activityType: z.looseObject({ name: z.string() }),
            scheduleToCloseTimeout: z.string().optional(),
          })
          .optional(),
      }),
    )
    .min(1),
});

export interface CommittedHistory {
  /** `syncWorkflow/quiet` */
  readonly name: string;
  readonly workflowType: string;
  readonly workflowId: string;
  readonly events: z.output<typeof historyShape>['events'];
  /** For the replay: the file as it is. */
  readonly history: unknown;
  readonly text: string;
}

export function readHistories(): readonly CommittedHistory[] {
  return globSync('*/*.json', { cwd: folder })
    .toSorted()
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const history: unknown = JSON.parse(text);
      const { events } = historyShape.parse(history);
      const started = events[0]?.workflowExecutionStartedEventAttributes;
      if (started === undefined) throw new Error(`${file} does not begin with a start`);
      return {
        name: file.replace(/\.json$/, ''),
        workflowType: started.workflowType.name,
        workflowId: started.workflowId,
        events,
        history,
        text,
      };
    });
}

const pathOf = (name: string): string => join(folder, `${name}.json`);

export const hasHistory = (name: string): boolean => existsSync(pathOf(name));

/** One event a line. Who and where the recorder was, and paths of its machine, are left out. */
export function writeHistory(name: string, json: string): void {
  const { events } = historyShape.parse(
    JSON.parse(json, (key, value: unknown) => {
      if (/identity$/i.test(key)) return 'recorder';
      if (typeof value === 'string' && /^\d+@/.test(value)) return 'recorder-sticky';
      return key === 'stackTrace' ? '' : value;
    }),
  );
  mkdirSync(dirname(pathOf(name)), { recursive: true });
  writeFileSync(pathOf(name), `{"events":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`);
}
