import { z } from 'zod';
import { readConnectionState } from '../../../db/sql/connections/readConnectionState.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { isRenewable } from '../../../domain/connectionStatus.ts';
import { defineRoute } from '../../defineRoute.ts';
import { ApiProblem, notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { requireOwner } from '../../requireOwner.ts';
import { id } from '../../shapes/fields.ts';
import { attemptMembers, startAttempt, startedShape } from '../../startAttempt.ts';

/**
 * POST /api/dnb/connections/{id}/reconsent (D-18): a new walk to the bank for a connection that lives on. What it has
 * works until the new consent is proven by `/connect`, which keeps accounts, rows and cursors; a walk that comes to
 * nothing changes nothing.
 */
export const postReconsent = defineRoute({
  method: 'post',
  path: '/api/dnb/connections/:id/reconsent',
  scope: 'connections:write',
  summary: 'Renew the consent of a connection',
  params: z.strictObject({ id }),
  body: z.strictObject(attemptMembers),
  responses: { 200: startedShape },
  handler:
    (deps) =>
    async ({ principal, params: { id: connectionId }, body, psu }) => {
      const clientId = await requireOwner(deps.orm, principal, 'connection', connectionId);
      const stored = await withClient(deps.orm.em, { clientId, role: 'kontosync_app' }, (em) =>
        readConnectionState(em, { clientId, connectionId }),
      );
      if (stored === null) throw notFound();
      const { status } = stored;
      // One that waits for its first consent has its walk already; one that is over begins anew with initiate.
      if (!isRenewable(status)) throw new ApiProblem(status, { status: 409, extras: { connection_id: connectionId } });
      const started = await startAttempt(deps, {
        clientId,
        connectionId,
        isRenewal: true,
        principal,
        psu,
        initiatorRef: body.initiator_ref,
        returnUrl: body.return_url,
        psuId: body.psu_id,
        prepare: async () => {},
      });
      return reply(200, started);
    },
});
