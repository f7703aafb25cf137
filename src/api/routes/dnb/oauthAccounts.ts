import { z } from 'zod';
import { defineRoute } from '../../defineRoute.ts';
import { proveAttempt } from '../../proveAttempt.ts';
import { reply } from '../../reply.ts';
import { clientId, id } from '../../shapes/fields.ts';
import { offeredAccount, presentOffered } from '../../shapes/offeredAccountShape.ts';

/** What proves possession of an authorization. */
export const proofMembers = {
  client_id: clientId,
  code: z.string().min(1).max(4_096),
  state: z.string().min(1).max(512),
  initiator_ref: z.string().min(1).max(256).optional(),
};

/** POST /api/dnb/oauth/accounts: the callback's accounts once more, for an ERP whose person came back by a return URL. */
export const postOauthAccounts = defineRoute({
  method: 'post',
  path: '/api/dnb/oauth/accounts',
  scope: 'connections:write',
  summary: 'The accounts that the person has granted',
  body: z.strictObject(proofMembers),
  responses: {
    200: z.object({
      success: z.literal(true),
      accounts: z.array(offeredAccount),
      next_step: z.string(),
      connection_id: id,
    }),
  },
  handler:
    (deps) =>
    async ({ principal, body, log }) => {
      const attempt = await proveAttempt(deps, { principal, log }, body);
      return reply(200, {
        success: true,
        accounts: attempt.offeredAccounts.map(presentOffered),
        next_step: 'POST /api/dnb/connect',
        connection_id: attempt.connectionId,
      });
    },
});
