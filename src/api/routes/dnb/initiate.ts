import { randomUUIDv7 } from 'node:crypto';
import { z } from 'zod';
import { ensureClient } from '../../../db/sql/clients/ensureClient.ts';
import { insertConnection } from '../../../db/sql/connections/insertConnection.ts';
import { defineRoute } from '../../defineRoute.ts';
import { reply } from '../../reply.ts';
import { requireClient } from '../../requireOwner.ts';
import { clientId as clientIdShape } from '../../shapes/fields.ts';
import { attemptMembers, startAttempt, startedShape } from '../../startAttempt.ts';

/** POST /api/dnb/oauth/initiate: a connection that waits for its consent, and the bank's page for it. */
export const postInitiate = defineRoute({
  method: 'post',
  path: '/api/dnb/oauth/initiate',
  scope: 'connections:write',
  summary: 'Begin to connect a bank account',
  body: z.strictObject({ client_id: clientIdShape, ...attemptMembers }),
  responses: { 200: startedShape },
  handler:
    (deps) =>
    async ({ principal, body, psu }) => {
      const clientId = requireClient(principal, body.client_id);
      const connectionId = randomUUIDv7();
      const started = await startAttempt(deps, {
        clientId,
        connectionId,
        isRenewal: false,
        principal,
        psu,
        initiatorRef: body.initiator_ref,
        returnUrl: body.return_url,
        psuId: body.psu_id,
        async prepare(em) {
          await ensureClient(em, clientId);
          await insertConnection(em, { id: connectionId, clientId, bank: deps.descriptor.bank });
        },
      });
      return reply(200, started);
    },
});
