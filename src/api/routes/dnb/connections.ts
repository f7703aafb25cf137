import { z } from 'zod';
import { updateConnectionSettings } from '../../../db/sql/connections/updateConnectionSettings.ts';
import { listConnections, readConnection } from '../../../db/sql/read/listConnections.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { defineCursor, pageFrom } from '../../cursor.ts';
import { defineRoute } from '../../defineRoute.ts';
import { ApiProblem, notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { requireOwner } from '../../requireOwner.ts';
import { resolveClient } from '../../resolveClient.ts';
import { connectionItem, connectionStatus, presentConnection } from '../../shapes/connectionShape.ts';
import { clientId, id, pageQuery } from '../../shapes/fields.ts';

const cursor = defineCursor('connections', z.uuid());
const oneConnection = connectionItem.extend({ success: z.literal(true) });
const params = z.strictObject({ id });

/** GET /api/dnb/connections */
export const getConnections = defineRoute({
  method: 'get',
  path: '/api/dnb/connections',
  scope: 'connections:read',
  summary: 'Connections of a client; without `status` those that were once connected',
  query: z.strictObject({ client_id: clientId.optional(), status: connectionStatus.optional(), ...pageQuery }),
  responses: {
    200: z.object({
      success: z.literal(true),
      connections: z.array(connectionItem),
      next_cursor: z.string().nullable(),
    }),
  },
  handler:
    (deps) =>
    async ({ principal, query }) => {
      const owner = await resolveClient(deps, principal, query);
      const rows = await withClient(deps.orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        listConnections(em, {
          clientId: owner,
          status: query.status ?? null,
          afterId: query.cursor === undefined ? null : cursor.read(query.cursor),
          limit: query.limit,
        }),
      );
      const { items, next_cursor } = pageFrom(
        rows,
        query.limit,
        (row) => presentConnection(deps, row),
        (row) => cursor.write(row.id),
      );
      return reply(200, { success: true, connections: items, next_cursor });
    },
});

/** GET /api/dnb/connections/{id}: in any state. */
export const getConnection = defineRoute({
  method: 'get',
  path: '/api/dnb/connections/:id',
  scope: 'connections:read',
  summary: 'One connection, in any state',
  params,
  responses: { 200: oneConnection },
  handler:
    (deps) =>
    async ({ principal, params: { id: connectionId } }) => {
      const owner = await requireOwner(deps.orm, principal, 'connection', connectionId);
      const row = await withClient(deps.orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        readConnection(em, owner, connectionId),
      );
      if (row === null) throw notFound();
      return reply(200, { success: true, ...presentConnection(deps, row) });
    },
});

const hoursInYear = 8_760;

/** PATCH /api/dnb/connections/{id}: when it syncs by itself. */
export const patchConnection = defineRoute({
  method: 'patch',
  path: '/api/dnb/connections/:id',
  scope: 'connections:write',
  summary: 'Change when a connection syncs by itself',
  params,
  body: z.strictObject({
    auto_sync_enabled: z.boolean().optional(),
    sync_frequency_hours: z.int().min(1).max(hoursInYear).optional(),
  }),
  responses: { 200: oneConnection },
  handler:
    (deps) =>
    async ({ principal, params: { id: connectionId }, body }) => {
      const owner = await requireOwner(deps.orm, principal, 'connection', connectionId);
      const least = deps.descriptor.minimumSyncFrequencyHours;
      if (body.sync_frequency_hours !== undefined && body.sync_frequency_hours < least)
        throw new ApiProblem('frequency_not_allowed', {
          detail: `At least ${least} hours: the bank allows few reads a day with nobody present.`,
          extras: { errors: [{ path: 'sync_frequency_hours', message: `at least ${least}` }] },
        });
      const row = await withClient(deps.orm.em, { clientId: owner, role: 'kontosync_app' }, async (em) => {
        await updateConnectionSettings(em, {
          clientId: owner,
          connectionId,
          autoSyncEnabled: body.auto_sync_enabled ?? null,
          syncFrequencyHours: body.sync_frequency_hours ?? null,
          actor: principal.id,
        });
        return readConnection(em, owner, connectionId);
      });
      if (row === null) throw notFound();
      return reply(200, { success: true, ...presentConnection(deps, row) });
    },
});
