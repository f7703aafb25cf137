import { randomUUIDv7 } from 'node:crypto';
import { z } from 'zod';
import { beginErasure } from '../../../db/sql/clients/beginErasure.ts';
import { addAuditEntries } from '../../../db/sql/effects/addAuditEntries.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { defineRoute } from '../../defineRoute.ts';
import { notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { requireClient } from '../../requireOwner.ts';
import { clientId, id } from '../../shapes/fields.ts';

/**
 * DELETE /api/v1/clients/{client_id}: begins the erasure of all that is stored of a client (E-18). From the answer on it is
 * unknown; its consents are revoked first, which may take a day. Again: the same run.
 */
export const deleteClient = defineRoute({
  method: 'delete',
  path: '/api/v1/clients/:client_id',
  scope: 'admin',
  summary: 'Erase a client: revoke its consents, then delete all that is stored of it',
  params: z.strictObject({ client_id: clientId }),
  responses: {
    202: z.object({ success: z.literal(true), status: z.literal('running'), run_id: id, message: z.string() }),
  },
  handler:
    ({ orm, engine }) =>
    async ({ principal, params: { client_id } }) => {
      const owner = requireClient(principal, client_id);
      const begun = await withClient(orm.em, { clientId: owner, role: 'kontosync_app' }, async (em) => {
        const erasure = await beginErasure(em, { clientId: owner, erasureId: randomUUIDv7() });
        if (erasure === null) throw notFound();
        if (erasure.isNew)
          await addAuditEntries(em, owner, [
            { kind: 'api_call', actor: principal.id, action: 'client.erase', subjectId: erasure.erasureId },
          ]);
        return erasure;
      });
      // The row is the wish: where the engine is away, this fails with 503 and the daily look takes the erasure up.
      await engine.eraseClient({ clientId: owner, erasureId: begun.erasureId });
      return reply(202, {
        success: true,
        status: 'running',
        run_id: begun.erasureId,
        message:
          'The consents are revoked at the bank, then all that is stored is deleted. The trail tells when it is done.',
      });
    },
});
