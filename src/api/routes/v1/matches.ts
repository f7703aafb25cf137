import { z } from 'zod';
import { addAuditEntries } from '../../../db/sql/effects/addAuditEntries.ts';
import { listMatches } from '../../../db/sql/matching/listMatches.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { defineCursor, pageFrom } from '../../cursor.ts';
import { defineRoute } from '../../defineRoute.ts';
import { reply } from '../../reply.ts';
import { requireClient } from '../../requireOwner.ts';
import { resolveClient } from '../../resolveClient.ts';
import { clientId, id, pageOf, pageQuery, storableText } from '../../shapes/fields.ts';
import { matchItem, presentMatch } from '../../shapes/matchShape.ts';

const cursor = defineCursor('matches', z.strictObject({ i: z.uuid() }));

/** GET /api/v1/matches: allocations with their evidence. */
export const getMatches = defineRoute({
  method: 'get',
  path: '/api/v1/matches',
  scope: 'matching:read',
  summary: 'Which payment was allocated to which invoice, and why',
  query: z.strictObject({
    client_id: clientId.optional(),
    transaction_id: id.optional(),
    external_id: storableText(200).optional(),
    posting_status: z.enum(['unposted', 'posted', 'none']).optional().meta({
      description: '`unposted`: active ones that the ERP has not booked yet, of transactions that the bank still shows',
    }),
    audit: z.enum(['due']).optional().meta({
      description:
        '`due`: active ones of the audit sample that nobody has confirmed yet, of transactions that the bank still shows',
    }),
    ...pageQuery,
  }),
  responses: { 200: pageOf(matchItem) },
  handler:
    (deps) =>
    async ({ principal, query }) => {
      const owner = await resolveClient(deps, principal, query);
      const rows = await withClient(deps.orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        listMatches(em, {
          clientId: owner,
          transactionId: query.transaction_id ?? null,
          externalId: query.external_id ?? null,
          postingStatus: query.posting_status ?? null,
          isToCheck: query.audit === 'due',
          afterId: query.cursor === undefined ? null : cursor.read(query.cursor).i,
          limit: query.limit,
        }),
      );
      return reply(
        200,
        pageFrom(rows, query.limit, presentMatch, (row) => cursor.write({ i: row.id })),
      );
    },
});

/** POST /api/v1/matching/run: matching outside a sync. */
export const postMatchingRun = defineRoute({
  method: 'post',
  path: '/api/v1/matching/run',
  scope: 'matching:write',
  summary: "Match the client's waiting payments now",
  body: z.strictObject({ client_id: clientId }),
  responses: { 202: z.object({ success: z.literal(true), message: z.string() }) },
  handler:
    ({ orm, engine }) =>
    async ({ principal, body }) => {
      const owner = requireClient(principal, body.client_id);
      await withClient(orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        addAuditEntries(em, owner, [
          { kind: 'api_call', actor: principal.id, action: 'matching.run', subjectId: null },
        ]),
      );
      await engine.requestMatching({ clientId: owner });
      return reply(202, { success: true, message: 'Matching has been asked for' });
    },
});
