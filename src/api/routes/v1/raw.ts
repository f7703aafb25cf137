import { z } from 'zod';
import { addAuditEntries } from '../../../db/sql/effects/addAuditEntries.ts';
import { readRawTarget } from '../../../db/sql/read/listRawPages.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { defineRoute } from '../../defineRoute.ts';
import { findRaw } from '../../findRaw.ts';
import { ApiProblem, notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { requireOwner } from '../../requireOwner.ts';
import { id, instantText } from '../../shapes/fields.ts';

/** GET /api/v1/transactions/{id}/raw: what the bank sent for a row; who looked is audited, found or not (C-19). */
export const getRaw = defineRoute({
  method: 'get',
  path: '/api/v1/transactions/:id/raw',
  scope: 'audit:read',
  summary: 'What the bank sent for a transaction, while its pages are kept (90 days); the reading is audited',
  params: z.strictObject({ id }),
  responses: {
    200: z.object({
      transaction_id: id,
      sync_run_id: id,
      fetched_at: instantText,
      page: z.int(),
      position: z.int(),
      raw: z.string().meta({ description: 'JSON text as received' }),
    }),
  },
  handler:
    (deps) =>
    async ({ principal, params, kontosyncUser }) => {
      const owner = await requireOwner(deps.orm, principal, 'transaction', params.id);
      const found = await withClient(deps.orm.em, { clientId: owner, role: 'kontosync_app' }, async (em) => {
        const target = await readRawTarget(em, owner, params.id);
        if (target === null) throw notFound();
        const entry = await findRaw(deps, em, { clientId: owner, transactionId: params.id, target });
        await addAuditEntries(em, owner, [
          {
            kind: 'api_call',
            actor: principal.id,
            action: 'transaction.raw',
            subjectId: params.id,
            data: { found: entry !== null, ...(kontosyncUser === null ? {} : { user: kontosyncUser }) },
          },
        ]);
        return entry;
      });
      if (found === null) throw new ApiProblem('raw_expired');
      const { page, position, raw } = found;
      return reply(200, {
        transaction_id: params.id,
        sync_run_id: page.runId,
        fetched_at: page.fetchedAt,
        page: page.pageNo,
        position,
        raw,
      });
    },
});
