import { randomUUIDv7 } from 'node:crypto';
import { z } from 'zod';
import {
  addEndpoint,
  changeEndpoint,
  pageOfEndpoints,
  removeEndpoint,
} from '../../../db/repositories/webhookEndpoints.ts';
import { generateWebhookSecret } from '../../../security/webhookSignature.ts';
import { sealSecrets } from '../../../webhooks/endpointSecrets.ts';
import { webhookUrlRule } from '../../../webhooks/webhookUrl.ts';
import type { ApiSettings } from '../../apiDeps.ts';
import { defineCursor, pageFrom } from '../../cursor.ts';
import { defineRoute } from '../../defineRoute.ts';
import { horizonOf } from '../../horizonOf.ts';
import type { Principal } from '../../principal.ts';
import { invalidRequest, notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { requireClient } from '../../requireOwner.ts';
import { clientId, id, isStorable, pageOf, pageQuery } from '../../shapes/fields.ts';
import {
  endpointStatus,
  eventType,
  presentEndpoint,
  webhookEndpointItem,
  webhookSecret,
} from '../../shapes/webhookShape.ts';

const url = z
  .url()
  .max(2_048)
  .refine(isStorable, 'text without NUL and half characters')
  .meta({ description: 'https on port 443 or 8443, on the public internet; in sandbox http and loopback too' });
const events = z.array(eventType).max(50);
const clientIds = z.array(clientId).min(1).max(1_000).nullable();

function requireReachable(text: string | undefined, { sandbox, webhookPrivateHosts }: ApiSettings): void {
  if (text === undefined) return;
  const rule = webhookUrlRule(text, { sandbox, privateHosts: webhookPrivateHosts });
  if (rule !== null) throw invalidRequest([{ path: 'url', message: rule }]);
}

/** The clients that a request names; null: every one, which only a key for every client may say. */
function clientsOf(principal: Principal, named: readonly string[] | null): 'all' | readonly string[] {
  if (named !== null) return [...new Set(named.map((one) => requireClient(principal, one)))];
  if (!principal.allClients)
    throw invalidRequest([{ path: 'client_ids', message: 'the key may act for some clients only: name them' }]);
  return 'all';
}

/** POST /api/v1/webhook-endpoints: its secret is in this answer only. */
export const postWebhookEndpoint = defineRoute({
  method: 'post',
  path: '/api/v1/webhook-endpoints',
  scope: 'webhooks:write',
  summary: 'Have events sent to an address; the secret that signs them is shown this once',
  body: z.strictObject({
    url,
    events: events.default([]).meta({ description: 'Types to hear of; empty: all, also those to come' }),
    client_ids: clientIds.optional().meta({ description: 'Absent: every client that the key may act for' }),
  }),
  responses: {
    201: z.object({ success: z.literal(true), secret: webhookSecret, webhook_endpoint: webhookEndpointItem }),
  },
  handler:
    ({ orm, cipher, settings }) =>
    async ({ principal, body }) => {
      requireReachable(body.url, settings);
      const own = principal.allClients ? null : principal.clientIds;
      const endpointId = randomUUIDv7();
      const secret = generateWebhookSecret();
      const stored = await addEndpoint(
        orm.em,
        {
          id: endpointId,
          url: body.url,
          events: [...new Set(body.events)],
          clients: clientsOf(principal, body.client_ids === undefined ? own : body.client_ids),
          secret: await sealSecrets(cipher, endpointId, [secret]),
        },
        principal.id,
      );
      return reply(201, { success: true, secret, webhook_endpoint: presentEndpoint(stored) });
    },
});

const cursor = defineCursor('webhook_endpoints', z.uuid());

/** GET /api/v1/webhook-endpoints */
export const getWebhookEndpoints = defineRoute({
  method: 'get',
  path: '/api/v1/webhook-endpoints',
  scope: 'webhooks:write',
  summary: 'Endpoints of no more clients than the key itself, oldest first',
  query: z.strictObject(pageQuery),
  responses: { 200: pageOf(webhookEndpointItem) },
  handler:
    ({ orm }) =>
    async ({ principal, query }) => {
      const rows = await pageOfEndpoints(orm.em, {
        within: horizonOf(principal),
        afterId: query.cursor === undefined ? null : cursor.read(query.cursor),
        limit: query.limit,
      });
      return reply(
        200,
        pageFrom(rows, query.limit, presentEndpoint, (row) => cursor.write(row.id)),
      );
    },
});

/** PATCH /api/v1/webhook-endpoints/{id}: what is left out stays. Enabled anew, it gets what still waits. */
export const patchWebhookEndpoint = defineRoute({
  method: 'patch',
  path: '/api/v1/webhook-endpoints/:id',
  scope: 'webhooks:write',
  summary: 'Change where events are sent, which, and of whom; disable or enable',
  params: z.strictObject({ id }),
  body: z.strictObject({
    url: url.optional(),
    events: events.optional(),
    client_ids: clientIds.optional().meta({ description: 'null: every client' }),
    status: endpointStatus.optional(),
  }),
  responses: { 200: webhookEndpointItem },
  handler:
    ({ orm, settings }) =>
    async ({ principal, params, body }) => {
      requireReachable(body.url, settings);
      const stored = await changeEndpoint(
        orm.em,
        { id: params.id, within: horizonOf(principal) },
        {
          actor: principal.id,
          change: {
            url: body.url,
            events: body.events === undefined ? undefined : [...new Set(body.events)],
            clients: body.client_ids === undefined ? undefined : clientsOf(principal, body.client_ids),
            status: body.status,
          },
        },
      );
      if (stored === null) throw notFound();
      return reply(200, presentEndpoint(stored));
    },
});

/** DELETE /api/v1/webhook-endpoints/{id}: with its secrets; nothing more is sent to it. */
export const deleteWebhookEndpoint = defineRoute({
  method: 'delete',
  path: '/api/v1/webhook-endpoints/:id',
  scope: 'webhooks:write',
  summary: 'Delete an endpoint; what was on its way to it goes nowhere',
  params: z.strictObject({ id }),
  responses: { 200: z.object({ success: z.literal(true) }) },
  handler:
    ({ orm }) =>
    async ({ principal, params }) => {
      const ref = { id: params.id, within: horizonOf(principal) };
      if (!(await removeEndpoint(orm.em, ref, principal.id))) throw notFound();
      return reply(200, { success: true });
    },
});
