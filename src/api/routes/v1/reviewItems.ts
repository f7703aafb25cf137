import { z } from 'zod';
import { listReviewItems } from '../../../db/sql/review/listReviewItems.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { defineCursor, pageFrom } from '../../cursor.ts';
import { defineRoute } from '../../defineRoute.ts';
import { reply } from '../../reply.ts';
import { requireOwner } from '../../requireOwner.ts';
import { resolveClient } from '../../resolveClient.ts';
import { answerItem } from '../../review/answerItem.ts';
import { presentReviewItems } from '../../review/presentReviewItems.ts';
import { ringMatching } from '../../review/ringMatching.ts';
import { clientId, id, pageOf, pageQuery } from '../../shapes/fields.ts';
import { matchItem } from '../../shapes/matchShape.ts';
import { resolutionBody } from '../../shapes/resolutionShape.ts';
import { reviewItem, reviewKind, reviewStatus } from '../../shapes/reviewItemShape.ts';

const cursor = defineCursor('review_items', z.uuid());

/** GET /api/v1/review-items: what waits for a person, oldest first; rows without a candidate too. */
export const getReviewItems = defineRoute({
  method: 'get',
  path: '/api/v1/review-items',
  scope: 'matching:read',
  summary: 'Payments that a person decides about, with what is proposed and why',
  query: z.strictObject({
    client_id: clientId.optional(),
    status: reviewStatus.default('open'),
    kind: reviewKind.optional(),
    ...pageQuery,
  }),
  responses: { 200: pageOf(reviewItem) },
  handler:
    (deps) =>
    async ({ principal, query }) => {
      const owner = await resolveClient(deps, principal, query);
      const page = await withClient(deps.orm.em, { clientId: owner, role: 'kontosync_app' }, async (em) => {
        const rows = await listReviewItems(em, {
          clientId: owner,
          status: query.status,
          kind: query.kind ?? null,
          afterId: query.cursor === undefined ? null : cursor.read(query.cursor),
          limit: query.limit,
        });
        const { items, next_cursor } = pageFrom(
          rows,
          query.limit,
          (row) => row,
          (row) => cursor.write(row.id),
        );
        return { items: await presentReviewItems(em, owner, items), next_cursor };
      });
      return reply(200, page);
    },
});

const resolved = z.object({
  success: z.literal(true),
  message: z.string(),
  review_item: reviewItem,
  match: matchItem.nullable().meta({ description: 'null: nothing is matched (yet)' }),
});

/** POST /api/v1/review-items/{id}/resolve: final until the match is undone; 202: another person must accept too. */
export const postResolve = defineRoute({
  method: 'post',
  path: '/api/v1/review-items/:id/resolve',
  scope: 'matching:write',
  summary: 'Accept or reject a candidate, allocate otherwise, or say that it belongs to no invoice',
  params: z.strictObject({ id }),
  body: resolutionBody,
  responses: { 200: resolved, 202: resolved },
  handler: (deps) => async (request) => {
    const { principal, params, body, kontosyncUser: user } = request;
    const owner = await requireOwner(deps.orm, principal, 'review_item', params.id);
    const { status, answer } = await answerItem(deps, {
      clientId: owner,
      person: { actor: principal.id, user },
      itemId: params.id,
      body,
    });
    if (status === 200) await ringMatching(deps, request, owner);
    return reply(status, answer);
  },
});
