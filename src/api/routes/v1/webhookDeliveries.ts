import { z } from 'zod';
import { findEndpoint } from '../../../db/repositories/webhookEndpoints.ts';
import { insertTestEvent } from '../../../db/sql/webhooks/insertTestEvent.ts';
import { listDeliveries, readDelivery } from '../../../db/sql/webhooks/listDeliveries.ts';
import { replayDelivery } from '../../../db/sql/webhooks/replayDelivery.ts';
import { acrossClients, withClient } from '../../../db/tenantScope.ts';
import type { ApiDeps } from '../../apiDeps.ts';
import { defineCursor, pageFrom } from '../../cursor.ts';
import { defineRoute } from '../../defineRoute.ts';
import { horizonOf } from '../../horizonOf.ts';
import type { Principal } from '../../principal.ts';
import { ApiProblem, invalidRequest, notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { requireClient } from '../../requireOwner.ts';
import { clientId, exactInstant, id, pageOf, pageQuery } from '../../shapes/fields.ts';
import { deliveryStatus, presentDelivery, webhookDeliveryItem } from '../../shapes/webhookShape.ts';

async function requireEndpoint({ orm }: Pick<ApiDeps, 'orm'>, principal: Principal, endpointId: string) {
  const endpoint = await findEndpoint(orm.em, { id: endpointId, within: horizonOf(principal) });
  if (endpoint === null) throw notFound();
  return endpoint;
}

async function requireDelivery({ orm }: Pick<ApiDeps, 'orm'>, deliveryId: string) {
  const delivery = await acrossClients(orm.em, (em) => readDelivery(em, deliveryId));
  if (delivery === null) throw notFound();
  return delivery;
}

/** POST /api/v1/webhook-endpoints/{id}/test: an event `webhook.test`, to this endpoint only; its delivery tells the rest. */
export const postWebhookTest = defineRoute({
  method: 'post',
  path: '/api/v1/webhook-endpoints/:id/test',
  scope: 'webhooks:write',
  summary: 'Send an event `webhook.test` to an endpoint, and to no other',
  params: z.strictObject({ id }),
  body: z.strictObject({
    client_id: clientId
      .optional()
      .meta({ description: "Whose event it is to be; absent: the first of the endpoint's, which must name some" }),
  }),
  responses: { 202: webhookDeliveryItem },
  handler:
    (deps) =>
    async ({ principal, params, body }) => {
      const endpoint = await requireEndpoint(deps, principal, params.id);
      if (endpoint.status === 'disabled') throw new ApiProblem('endpoint_disabled');
      const owner = body.client_id === undefined ? endpoint.client_ids[0] : requireClient(principal, body.client_id);
      if (owner === undefined)
        throw invalidRequest([{ path: 'client_id', message: 'needed, as the endpoint is for every client' }]);
      if (!endpoint.all_clients && !endpoint.client_ids.includes(owner)) throw notFound();
      const deliveryId = await withClient(deps.orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        insertTestEvent(em, owner, endpoint.id),
      );
      return reply(202, presentDelivery(await requireDelivery(deps, deliveryId)));
    },
});

const cursor = defineCursor('webhook_deliveries', z.strictObject({ c: exactInstant, i: z.uuid() }));

/** GET /api/v1/webhook-endpoints/{id}/deliveries: what was sent, what came of it; 30 days. */
export const getWebhookDeliveries = defineRoute({
  method: 'get',
  path: '/api/v1/webhook-endpoints/:id/deliveries',
  scope: 'webhooks:write',
  summary: 'Deliveries to an endpoint with their tries, newest first, for 30 days',
  params: z.strictObject({ id }),
  query: z.strictObject({ status: deliveryStatus.optional(), ...pageQuery }),
  responses: { 200: pageOf(webhookDeliveryItem) },
  handler:
    (deps) =>
    async ({ principal, params, query }) => {
      const { id: endpointId } = await requireEndpoint(deps, principal, params.id);
      const after = query.cursor === undefined ? null : cursor.read(query.cursor);
      const rows = await acrossClients(deps.orm.em, (em) =>
        listDeliveries(em, {
          endpointId,
          status: query.status ?? null,
          after: after === null ? null : { createdAt: after.c, id: after.i },
          limit: query.limit,
        }),
      );
      const cursorOf = (row: (typeof rows)[number]): string => cursor.write({ c: row.created_at_exactly, i: row.id });
      return reply(200, pageFrom(rows, query.limit, presentDelivery, cursorOf));
    },
});

/** POST /api/v1/webhook-endpoints/deliveries/{id}/replay: at once, by a whole plan of tries, under the same `webhook-id`. */
export const postWebhookReplay = defineRoute({
  method: 'post',
  path: '/api/v1/webhook-endpoints/deliveries/:id/replay',
  scope: 'webhooks:write',
  summary: 'Send a delivery again, whatever became of it, under the same `webhook-id`',
  params: z.strictObject({ id }),
  responses: { 202: webhookDeliveryItem },
  handler:
    (deps) =>
    async ({ principal, params }) => {
      const { endpoint_id, client_id } = await requireDelivery(deps, params.id);
      requireClient(principal, client_id);
      const endpoint = await requireEndpoint(deps, principal, endpoint_id);
      if (endpoint.status === 'disabled') throw new ApiProblem('endpoint_disabled');
      await acrossClients(deps.orm.em, (em) => replayDelivery(em, params.id));
      return reply(202, presentDelivery(await requireDelivery(deps, params.id)));
    },
});
