import { z } from 'zod';
import { readTransaction } from '../../../db/sql/read/readTransaction.ts';
import { ignoreBookedBefore } from '../../../db/sql/transactions/ignoreBookedBefore.ts';
import {
  type Decided,
  ignoreTransaction,
  type RowDecision,
  unignoreTransaction,
} from '../../../db/sql/transactions/ignoreTransaction.ts';
import { withClient } from '../../../db/tenantScope.ts';
import type { ApiDeps } from '../../apiDeps.ts';
import { defineRoute, type RequestFacts } from '../../defineRoute.ts';
import { ApiProblem, notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { requireClient, requireOwner } from '../../requireOwner.ts';
import { clientId, id, isoDate } from '../../shapes/fields.ts';
import { presentTransaction, transactionItem } from '../../shapes/transactionShape.ts';

const params = z.strictObject({ id });

/** Decides about one row and reads it in the same transaction. Throws 404, and 409 where a match stands against it. */
async function decide(
  { orm }: ApiDeps,
  { principal, kontosyncUser }: Pick<RequestFacts, 'principal' | 'kontosyncUser'>,
  transactionId: string,
  write: (em: Parameters<typeof ignoreTransaction>[0], decision: RowDecision) => Promise<Decided>,
) {
  const owner = await requireOwner(orm, principal, 'transaction', transactionId);
  const scope = { clientId: owner, role: 'kontosync_app' } as const;
  const { decided, row } = await withClient(orm.em, scope, async (em) => ({
    decided: await write(em, { clientId: owner, transactionId, actor: principal.id, user: kontosyncUser }),
    row: await readTransaction(em, owner, transactionId),
  }));
  if (row === null) throw notFound();
  if (decided === 'matched') throw new ApiProblem('already_allocated');
  return { owner, row };
}

/** POST /api/v1/transactions/{id}/ignore: a row that the ERP does not want to see; again: the same answer. */
export const postIgnore = defineRoute({
  method: 'post',
  path: '/api/v1/transactions/:id/ignore',
  scope: 'transactions:write',
  summary: 'Take a transaction out of matching; it stays so at every later sync',
  params,
  responses: { 200: transactionItem },
  handler: (deps) => async (request) => {
    const { row } = await decide(deps, request, request.params.id, ignoreTransaction);
    return reply(200, presentTransaction(row));
  },
});

/** POST /api/v1/transactions/{id}/unignore: it waits for a match again. */
export const postUnignore = defineRoute({
  method: 'post',
  path: '/api/v1/transactions/:id/unignore',
  scope: 'transactions:write',
  summary: 'Let an ignored transaction wait for a match again',
  params,
  responses: { 200: transactionItem },
  handler: (deps) => async (request) => {
    const { owner, row } = await decide(deps, request, request.params.id, unignoreTransaction);
    // Also where it was unmatched before: an earlier request may have failed here.
    if (row.match_status === 'unmatched') await deps.engine.requestMatching({ clientId: owner });
    return reply(200, presentTransaction(row));
  },
});

/** POST /api/v1/transactions/ignore: an account's rows booked before a date. */
export const postIgnoreBefore = defineRoute({
  method: 'post',
  path: '/api/v1/transactions/ignore',
  scope: 'transactions:write',
  summary: "Take an account's transactions booked before a date out of matching",
  body: z.strictObject({ client_id: clientId, account_id: id, booked_before: isoDate }),
  responses: {
    200: z.object({
      success: z.literal(true),
      ignored: z.int(),
      matched: z.int().meta({ description: 'Left alone, as their matches stand' }),
    }),
  },
  handler:
    ({ orm }) =>
    async ({ principal, body, kontosyncUser }) => {
      const named = requireClient(principal, body.client_id);
      const owner = await requireOwner(orm, principal, 'account', body.account_id);
      if (owner !== named) throw notFound();
      const counts = await withClient(orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        ignoreBookedBefore(em, {
          clientId: owner,
          accountId: body.account_id,
          bookedBefore: body.booked_before,
          actor: principal.id,
          user: kontosyncUser,
        }),
      );
      return reply(200, { success: true, ...counts });
    },
});
