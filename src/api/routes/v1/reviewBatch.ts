import { z } from 'zod';
import { findReviewItemOwners } from '../../../db/sql/read/findReviewItemOwners.ts';
import { acrossClients } from '../../../db/tenantScope.ts';
import type { ApiDeps } from '../../apiDeps.ts';
import { classifyError } from '../../classifyError.ts';
import { defineRoute, type RequestFacts } from '../../defineRoute.ts';
import { notFound, problemBody } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { answerItem } from '../../review/answerItem.ts';
import { ringMatching } from '../../review/ringMatching.ts';
import { clientId, id } from '../../shapes/fields.ts';
import { matchItem } from '../../shapes/matchShape.ts';
import { problemShape } from '../../shapes/problemShape.ts';
import { batchResolution } from '../../shapes/resolutionShape.ts';
import { reviewItem } from '../../shapes/reviewItemShape.ts';

const mostItems = 200;

const result = z.object({
  id,
  status: z.int().meta({ description: 'What the same decision alone would have been answered with' }),
  review_item: reviewItem.nullable(),
  match: matchItem.nullable(),
  problem: problemShape.nullable(),
});

interface Asked {
  readonly request: RequestFacts;
  readonly owner: string | undefined;
  readonly item: z.output<typeof batchResolution>;
}

/** Decided in a transaction of its own, so that what is refused costs the others nothing. */
async function answerOne(deps: ApiDeps, { request, owner, item }: Asked): Promise<z.input<typeof result>> {
  const { principal, kontosyncUser: user, requestId } = request;
  const { id: itemId, ...body } = item;
  try {
    if (owner === undefined || !principal.mayActFor(owner)) throw notFound();
    const person = { actor: principal.id, user };
    const { status, answer } = await answerItem(deps, { clientId: owner, person, itemId, body });
    return { id: itemId, status, review_item: answer.review_item, match: answer.match, problem: null };
  } catch (error) {
    const problem = classifyError(error);
    // What was decided before it stands, and its caller must learn so: a failure of ours is one item's answer, too.
    if (problem.status >= 500) request.log.error({ err: error, problem: problem.code }, 'review decision failed');
    return {
      id: itemId,
      status: problem.status,
      review_item: null,
      match: null,
      problem: problemBody(problem, requestId),
    };
  }
}

/** POST /api/v1/review-items/batch: up to 200 decisions, each answered by itself. */
export const postReviewBatch = defineRoute({
  method: 'post',
  path: '/api/v1/review-items/batch',
  scope: 'matching:write',
  summary: 'Decide about up to 200 review items; each is answered by itself',
  body: z.strictObject({ client_id: clientId.optional(), items: z.array(batchResolution).min(1).max(mostItems) }),
  bodyLimitBytes: 1024 * 1024,
  responses: { 200: z.object({ success: z.literal(true), results: z.array(result) }) },
  handler: (deps) => async (request) => {
    const { client_id: only, items } = request.body;
    const owners = await acrossClients(deps.orm.em, (em) =>
      findReviewItemOwners(
        em,
        items.map(({ id: itemId }) => itemId),
      ),
    );
    const ownerOf = (itemId: string): string | undefined => {
      const owner = owners.get(itemId);
      return only === undefined || owner === only ? owner : undefined;
    };
    const results: z.input<typeof result>[] = [];
    const decidedFor = new Set<string>();
    // One after the other, in the caller's order: a later decision may depend on an earlier one's invoice.
    for (const item of items) {
      const owner = ownerOf(item.id);
      const answered = await answerOne(deps, { request, owner, item });
      if (owner !== undefined && answered.status === 200) decidedFor.add(owner);
      results.push(answered);
    }
    for (const owner of decidedFor) await ringMatching(deps, request, owner);
    return reply(200, { success: true, results });
  },
});
