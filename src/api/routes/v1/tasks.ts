import { z } from 'zod';
import { listTasks } from '../../../db/sql/read/listTasks.ts';
import { closeTask } from '../../../db/sql/taskRoutes/closeTask.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { defineCursor, pageFrom } from '../../cursor.ts';
import { defineRoute } from '../../defineRoute.ts';
import { notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { requireOwner } from '../../requireOwner.ts';
import { resolveClient } from '../../resolveClient.ts';
import { clientId, id, pageOf, pageQuery } from '../../shapes/fields.ts';
import { presentTask, taskItem, taskStatus } from '../../shapes/taskShape.ts';

const cursor = defineCursor('tasks', z.uuid());

/** GET /api/v1/tasks: oldest first. */
export const getTasks = defineRoute({
  method: 'get',
  path: '/api/v1/tasks',
  scope: 'transactions:read',
  summary: 'Work for a person that is no match: gaps, rows that changed after a match, entries that cannot be read',
  query: z.strictObject({ client_id: clientId.optional(), status: taskStatus.optional(), ...pageQuery }),
  responses: { 200: pageOf(taskItem) },
  handler:
    (deps) =>
    async ({ principal, query }) => {
      const owner = await resolveClient(deps, principal, query);
      const rows = await withClient(deps.orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        listTasks(em, {
          clientId: owner,
          status: query.status ?? null,
          afterId: query.cursor === undefined ? null : cursor.read(query.cursor),
          limit: query.limit,
        }),
      );
      return reply(
        200,
        pageFrom(rows, query.limit, presentTask, (row) => cursor.write(row.id)),
      );
    },
});

/** POST /api/v1/tasks/{id}/close: a person has dealt with it; again: the same answer. */
export const postTaskClose = defineRoute({
  method: 'post',
  path: '/api/v1/tasks/:id/close',
  scope: 'transactions:write',
  summary: 'Close a task; one about unreadable entries accepts that they stay out',
  params: z.strictObject({ id }),
  responses: { 200: taskItem },
  handler:
    ({ orm }) =>
    async ({ principal, params, kontosyncUser }) => {
      const owner = await requireOwner(orm, principal, 'task', params.id);
      const task = await withClient(orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        closeTask(em, { clientId: owner, taskId: params.id, actor: principal.id, user: kontosyncUser }),
      );
      if (task === null) throw notFound();
      return reply(200, presentTask(task));
    },
});
