import { z } from 'zod';
import { readMatch } from '../../../db/sql/matching/readMatch.ts';
import { holdPayment } from '../../../db/sql/review/holdPayment.ts';
import { holdOpenItem, readReviewItem } from '../../../db/sql/review/readReviewItem.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { defineRoute } from '../../defineRoute.ts';
import { notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { requireOwner } from '../../requireOwner.ts';
import { confirmMatch } from '../../review/confirmMatch.ts';
import { decideByPerson } from '../../review/decideByPerson.ts';
import { presentReviewItems } from '../../review/presentReviewItems.ts';
import { requireWaiting } from '../../review/requireWaiting.ts';
import { ringMatching } from '../../review/ringMatching.ts';
import { undoMatch } from '../../review/undoMatch.ts';
import { wantedByName } from '../../review/wantedByName.ts';
import { mostAllocations, wantedAllocation } from '../../shapes/allocationShape.ts';
import { id } from '../../shapes/fields.ts';
import { matchItem, presentMatch } from '../../shapes/matchShape.ts';
import { reviewItem } from '../../shapes/reviewItemShape.ts';

/** POST /api/v1/matches: a person's own allocation of a row; 202: another person must accept the same. */
export const postMatch = defineRoute({
  method: 'post',
  path: '/api/v1/matches',
  scope: 'matching:write',
  summary: 'Allocate a transaction by hand; an empty list: it belongs to no invoice',
  body: z.strictObject({ transaction_id: id, allocations: z.array(wantedAllocation).max(mostAllocations) }),
  bodyLimitBytes: 256 * 1024,
  responses: {
    201: z.object({ success: z.literal(true), match: matchItem }),
    202: z.object({ success: z.literal(true), message: z.string(), review_item: reviewItem }),
  },
  handler: (deps) => async (request) => {
    const { principal, body, kontosyncUser: user } = request;
    const owner = await requireOwner(deps.orm, principal, 'transaction', body.transaction_id);
    const made = await withClient(deps.orm.em, { clientId: owner, role: 'kontosync_app' }, async (em) => {
      const payment = await requireWaiting(em, owner, await holdPayment(em, owner, body.transaction_id));
      const decided = await decideByPerson(em, {
        clientId: owner,
        person: { actor: principal.id, user },
        action: body.allocations.length === 0 ? 'no_match' : 'allocate',
        payment,
        item: await holdOpenItem(em, owner, payment.id),
        candidate: null,
        wanted: body.allocations.map(wantedByName),
      });
      if (decided.kind === 'matched') return { match: await readMatch(em, owner, decided.matchId), item: null };
      const item = await readReviewItem(em, owner, decided.itemId);
      const [shown] = item === null ? [] : await presentReviewItems(em, owner, [item]);
      return { match: null, item: shown ?? null };
    });
    if (made.match !== null) {
      await ringMatching(deps, request, owner);
      return reply(201, { success: true, match: presentMatch(made.match) });
    }
    if (made.item === null) throw notFound();
    return reply(202, {
      success: true,
      message: 'Recorded; another person must accept the same',
      review_item: made.item,
    });
  },
});

/** POST /api/v1/matches/{id}/undo: the row waits again; again: the same answer. */
export const postUndo = defineRoute({
  method: 'post',
  path: '/api/v1/matches/:id/undo',
  scope: 'matching:write',
  summary: "Undo a match; undoing the matcher's is a rejection that it keeps to",
  params: z.strictObject({ id }),
  responses: { 200: z.object({ success: z.literal(true), was_posted: z.boolean(), match: matchItem }) },
  handler:
    ({ orm, engine }) =>
    async ({ principal, params, kontosyncUser: user }) => {
      const owner = await requireOwner(orm, principal, 'match', params.id);
      const match = await withClient(orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        undoMatch(em, owner, { actor: principal.id, user }, params.id),
      );
      // Also when it was undone before: an earlier request may have failed here.
      await engine.requestMatching({ clientId: owner });
      return reply(200, {
        success: true,
        was_posted: match.posting_status === 'posted',
        match: presentMatch(match),
      });
    },
});

/** POST /api/v1/matches/{id}/confirm: a person has checked it; again: the same answer. */
export const postConfirm = defineRoute({
  method: 'post',
  path: '/api/v1/matches/:id/confirm',
  scope: 'matching:write',
  summary: "Say that a match of the matcher's is right; what is wrong is undone instead",
  params: z.strictObject({ id }),
  responses: { 200: z.object({ success: z.literal(true), match: matchItem }) },
  handler:
    ({ orm }) =>
    async ({ principal, params, kontosyncUser: user }) => {
      const owner = await requireOwner(orm, principal, 'match', params.id);
      const match = await withClient(orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        confirmMatch(em, owner, { actor: principal.id, user }, params.id),
      );
      return reply(200, { success: true, match: presentMatch(match) });
    },
});
