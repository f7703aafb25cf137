import { randomUUIDv7 } from 'node:crypto';
import { z } from 'zod';
import { serviceScopeId } from '../../../contracts/serviceScope.ts';
import { claimConnectionsForSyncAll } from '../../../db/sql/due/claimForClients.ts';
import { addAuditEntries } from '../../../db/sql/effects/addAuditEntries.ts';
import { releaseClaim } from '../../../db/sql/requests/releaseClaim.ts';
import { acrossClients, withClient } from '../../../db/tenantScope.ts';
import { bankToday } from '../../../domain/calendarDate.ts';
import { defineRoute } from '../../defineRoute.ts';
import { reply } from '../../reply.ts';

/** POST /api/dnb/sync/all: the ERP's own night (C-2). Only triggers: the runs are the coordinator's. */
export const postSyncAll = defineRoute({
  method: 'post',
  path: '/api/dnb/sync/all',
  scope: 'sync:all',
  summary: "Sync every connection of the key's clients that had no attempt in the last 12 hours",
  responses: {
    202: z.object({ success: z.literal(true), triggered: z.int(), skipped: z.int(), message: z.string() }),
  },
  handler:
    ({ orm, engine, clock }) =>
    async ({ principal }) => {
      const claimId = randomUUIDv7();
      const clientIds = principal.allClients ? null : principal.clientIds;
      const { triggered, skipped } = await acrossClients(orm.em, (em) =>
        claimConnectionsForSyncAll(em, { claimId, clientIds }),
      );
      if (triggered > 0) {
        try {
          await engine.syncAll({ principalId: principal.id, claimId, utcDate: bankToday(clock.now(), 'UTC') });
        } catch (error) {
          // Else the caller's next try would find them marked, and trigger none.
          await acrossClients(orm.em, (em) => releaseClaim(em, claimId));
          throw error;
        }
      }
      // Of no client in particular: in the service's own trail.
      await withClient(orm.em, { clientId: serviceScopeId, role: 'kontosync_app' }, (em) =>
        addAuditEntries(em, serviceScopeId, [
          { kind: 'api_call', actor: principal.id, action: 'sync.all', subjectId: null, data: { triggered, skipped } },
        ]),
      );
      const message = `${triggered} ${triggered === 1 ? 'connection is' : 'connections are'} synced now, ${skipped} skipped.`;
      return reply(202, { success: true, triggered, skipped, message });
    },
});
