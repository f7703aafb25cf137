import { z } from 'zod';
import { type ListedMatch, listMatches } from '../../../db/sql/matching/listMatches.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { formatMinor } from '../../../domain/money.ts';
import { defineCursor, pageFrom } from '../../cursor.ts';
import { defineRoute } from '../../defineRoute.ts';
import { reply } from '../../reply.ts';
import { requireClient } from '../../requireOwner.ts';
import { resolveClient } from '../../resolveClient.ts';
import { amountText, clientId, id, instantText, pageOf, pageQuery, storableText } from '../../shapes/fields.ts';

const matchItem = z
  .object({
    id,
    transaction_id: id,
    state: z.enum(['active', 'undone']),
    decided_by: z.string(),
    evidence_class: z.string(),
    evidence: z.record(z.string(), z.unknown()),
    posting_status: z.string(),
    allocations: z.array(z.object({ invoice_id: id, external_id: z.string(), amount: amountText })),
    created_at: instantText,
    undone_at: instantText.nullable(),
  })
  .meta({ id: 'Match' });

const present = (row: ListedMatch): z.input<typeof matchItem> => ({
  ...row,
  evidence: { ...row.evidence },
  allocations: row.allocations.map(({ invoice_id, external_id, amount_minor, currency }) => ({
    invoice_id,
    external_id,
    amount: formatMinor(BigInt(amount_minor), currency),
  })),
});

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
    posting_status: z.enum(['unposted', 'posted']).optional(),
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
          afterId: query.cursor === undefined ? null : cursor.read(query.cursor).i,
          limit: query.limit,
        }),
      );
      return reply(
        200,
        pageFrom(rows, query.limit, present, (row) => cursor.write({ i: row.id })),
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
    ({ engine }) =>
    async ({ principal, body }) => {
      const owner = requireClient(principal, body.client_id);
      await engine.requestMatching({ clientId: owner });
      return reply(202, { success: true, message: 'Matching has been asked for' });
    },
});
