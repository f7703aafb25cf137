import type { Info } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Logger } from '../logger.ts';
import { toFailure } from './toFailure.ts';

const identify = ({ activityType, attempt, workflowExecution }: Info) => ({
  activity: activityType,
  attempt,
  workflow_id: workflowExecution?.workflowId,
  run_id: workflowExecution?.runId,
});

/**
 * One log line an attempt (E-4), and the only place where an error becomes a failure. The cause goes to the log, the
 * code to Temporal.
 */
export const reportActivities =
  (logger: Logger): ActivityInterceptorsFactory =>
  (context) => ({
    inbound: {
      async execute(input, next) {
        const startedAt = performance.now();
        const facts = () => ({
          ...identify(context.info),
          duration_ms: Math.round((performance.now() - startedAt) * 10) / 10,
        });
        try {
          const result = await next(input);
          logger.debug(facts(), 'activity');
          return result;
        } catch (error) {
          const failure = toFailure(error);
          const code = failure instanceof ApplicationFailure ? failure.type : 'cancelled';
          logger.warn({ ...facts(), error_code: code, err: error }, 'activity failed');
          throw failure;
        }
      },
    },
  });
