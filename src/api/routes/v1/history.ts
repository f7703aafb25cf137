import { z } from 'zod';
import { listRevisions, readLife } from '../../../db/sql/read/listRevisions.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { defineCursor, pageFrom } from '../../cursor.ts';
import { defineRoute } from '../../defineRoute.ts';
import { notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { requireOwner } from '../../requireOwner.ts';
import { id, instantText, pageOf, pageQuery } from '../../shapes/fields.ts';
import { presentRevision, revisionItem } from '../../shapes/revisionShape.ts';

const cursor = defineCursor('history', z.uuid());

const historyShape = pageOf(revisionItem).extend({
  transaction_id: id,
  created: z.object({ at: instantText, run_id: id }),
  ended: z
    .object({
      at: instantText,
      run_id: id,
      status: z.enum(['withdrawn', 'replaced']),
      replaced_by: id.nullable(),
      reason: z.string(),
    })
    .nullable(),
});

/** GET /api/v1/transactions/{id}/history: what the bank changed about a row, oldest first. */
export const getHistory = defineRoute({
  method: 'get',
  path: '/api/v1/transactions/:id/history',
  scope: 'transactions:read',
  summary: 'The revisions of a transaction, oldest first',
  params: z.strictObject({ id }),
  query: z.strictObject(pageQuery),
  responses: { 200: historyShape },
  handler:
    ({ orm }) =>
    async ({ principal, params, query }) => {
      const owner = await requireOwner(orm, principal, 'transaction', params.id);
      const afterId = query.cursor === undefined ? null : cursor.read(query.cursor);
      const { life, rows } = await withClient(orm.em, { clientId: owner, role: 'kontosync_app' }, async (em) => ({
        life: await readLife(em, owner, params.id),
        rows: await listRevisions(em, { clientId: owner, transactionId: params.id, afterId, limit: query.limit }),
      }));
      if (life === null) throw notFound();
      const page = pageFrom(
        rows,
        query.limit,
        (row) => presentRevision(row, life),
        (row) => cursor.write(row.id),
      );
      const { end, status, replacedBy } = life;
      return reply(200, {
        ...page,
        transaction_id: params.id,
        created: { at: life.createdAt, run_id: life.firstRunId },
        ended:
          end === null || status === 'booked'
            ? null
            : { at: end.at, run_id: end.runId, status, replaced_by: replacedBy, reason: end.reason },
      });
    },
});
