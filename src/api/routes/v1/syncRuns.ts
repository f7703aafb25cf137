import { z } from 'zod';
import { listRuns } from '../../../db/sql/read/listRuns.ts';
import { readRun } from '../../../db/sql/read/readRun.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { defineCursor, pageFrom } from '../../cursor.ts';
import { defineRoute } from '../../defineRoute.ts';
import { notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { requireOwner } from '../../requireOwner.ts';
import { resolveClient } from '../../resolveClient.ts';
import { clientId, exactInstant, id, pageOf, pageQuery } from '../../shapes/fields.ts';
import { presentRun, runItem, runStatus } from '../../shapes/runShape.ts';

const cursor = defineCursor('sync-runs', z.strictObject({ s: exactInstant, i: z.uuid() }));

/** GET /api/v1/sync-runs: newest first. */
export const getSyncRuns = defineRoute({
  method: 'get',
  path: '/api/v1/sync-runs',
  scope: 'connections:read',
  summary: 'Runs of a connection or a client, newest first',
  query: z.strictObject({
    client_id: clientId.optional(),
    connection_id: id.optional(),
    status: runStatus.optional(),
    ...pageQuery,
  }),
  responses: { 200: pageOf(runItem) },
  handler:
    (deps) =>
    async ({ principal, query }) => {
      const owner = await resolveClient(deps, principal, query);
      const after = query.cursor === undefined ? null : cursor.read(query.cursor);
      const rows = await withClient(deps.orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        listRuns(em, {
          clientId: owner,
          connectionId: query.connection_id ?? null,
          status: query.status ?? null,
          after: after === null ? null : { startedAt: after.s, id: after.i },
          limit: query.limit,
        }),
      );
      const page = pageFrom(
        rows,
        query.limit,
        (run) => presentRun(deps.engine, run),
        (run) => cursor.write({ s: run.startedAtExactly, i: run.id }),
      );
      return reply(200, page);
    },
});

/** GET /api/v1/sync-runs/{id} */
export const getSyncRun = defineRoute({
  method: 'get',
  path: '/api/v1/sync-runs/:id',
  scope: 'connections:read',
  summary: 'One run with its link to the Temporal Web UI',
  params: z.strictObject({ id }),
  responses: { 200: runItem },
  handler:
    (deps) =>
    async ({ principal, params }) => {
      const owner = await requireOwner(deps.orm, principal, 'sync_run', params.id);
      const run = await withClient(deps.orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        readRun(em, owner, params.id),
      );
      if (run === null) throw notFound();
      return reply(200, presentRun(deps.engine, run));
    },
});
