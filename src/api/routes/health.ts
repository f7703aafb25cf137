import { z } from 'zod';
import { defineRoute } from '../defineRoute.ts';
import { createReadiness } from '../readiness.ts';
import { reply } from '../reply.ts';

const readiness = z.object({
  status: z.enum(['ready', 'not_ready']),
  checks: z.object({
    database: z.boolean(),
    migrations: z.boolean(),
    /** False too where it is not known yet. */
    secrets: z.boolean(),
    temporal: z.boolean(),
    shutting_down: z.boolean(),
  }),
});

/** GET /health/live: the process turns its loop (E-1). */
export const getLive = defineRoute({
  method: 'get',
  path: '/health/live',
  open: true,
  summary: 'Whether the process lives',
  responses: { 200: z.object({ status: z.literal('live') }) },
  handler: () => async () => reply(200, { status: 'live' as const }),
});

/** GET /health/ready: whether requests can be served, and what is missing (E-1). */
export const getReady = defineRoute({
  method: 'get',
  path: '/health/ready',
  open: true,
  summary: 'Whether the service can do its work, and what is missing',
  responses: { 200: readiness, 503: readiness },
  handler: (deps) => {
    const check = createReadiness(deps);
    return async () => {
      const checks = await check();
      const isReady =
        checks.database && checks.migrations && checks.secrets && checks.temporal && !checks.shutting_down;
      return isReady ? reply(200, { status: 'ready', checks }) : reply(503, { status: 'not_ready', checks });
    };
  },
});
