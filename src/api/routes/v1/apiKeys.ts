import { z } from 'zod';
import { pageOfApiKeys, revokeApiKeyById } from '../../../db/repositories/apiKeys.ts';
import { createApiKey } from '../../createApiKey.ts';
import { defineCursor, pageFrom } from '../../cursor.ts';
import { defineRoute } from '../../defineRoute.ts';
import { horizonOf } from '../../horizonOf.ts';
import type { Principal } from '../../principal.ts';
import { ApiProblem, type FieldError, invalidRequest, notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { apiKeyId, apiKeyItem, presentApiKey, scope } from '../../shapes/apiKeyShape.ts';
import { clientId, exactInstant, pageOf, pageQuery, storableText } from '../../shapes/fields.ts';

const bodyShape = z.strictObject({
  name: storableText(100),
  scopes: z.array(scope).min(1),
  client_ids: z.array(clientId).min(1).max(1_000).optional(),
  all_clients: z.literal(true).optional().meta({ description: 'Instead of `client_ids`' }),
  expires_at: z.iso.datetime({ offset: true }).optional(),
});
type Body = z.output<typeof bodyShape>;

function requireWithin(principal: Principal, body: Body): void {
  const errors: FieldError[] = [
    ...body.scopes.flatMap((name, index) =>
      principal.scopes.includes(name) ? [] : [{ path: `scopes.${index}`, message: `the key lacks ${name}` }],
    ),
    ...(body.client_ids ?? []).flatMap((client, index) =>
      principal.mayActFor(client) ? [] : [{ path: `client_ids.${index}`, message: 'the key may not act for it' }],
    ),
    ...(body.all_clients === true && !principal.allClients
      ? [{ path: 'all_clients', message: 'the key may act for some clients only' }]
      : []),
  ];
  if (errors.length > 0) throw new ApiProblem('beyond_own_rights', { extras: { errors } });
}

/** POST /api/v1/api-keys: a key within the rights of the one that makes it; its text is in this answer only (C-1). */
export const postApiKey = defineRoute({
  method: 'post',
  path: '/api/v1/api-keys',
  scope: 'admin',
  summary: 'Make an API key; its text is shown this once',
  body: bodyShape,
  responses: { 201: z.object({ success: z.literal(true), key: z.string(), api_key: apiKeyItem }) },
  handler:
    ({ orm, clock, settings }) =>
    async ({ principal, body }) => {
      if ((body.client_ids === undefined) === (body.all_clients === undefined))
        throw invalidRequest([{ path: 'client_ids', message: 'client_ids or all_clients, one of the two' }]);
      const expiresAt = body.expires_at === undefined ? null : new Date(body.expires_at);
      if (expiresAt !== null && expiresAt.getTime() <= clock.now())
        throw invalidRequest([{ path: 'expires_at', message: 'an instant to come' }]);
      requireWithin(principal, body);
      const { text, stored } = await createApiKey(orm, {
        name: body.name,
        scopes: [...new Set(body.scopes)],
        clients: body.client_ids === undefined ? 'all' : [...new Set(body.client_ids)],
        ...(expiresAt === null ? {} : { expiresAt }),
        environment: settings.sandbox ? 'test' : 'live',
        actor: principal.id,
      });
      return reply(201, { success: true, key: text, api_key: presentApiKey(stored) });
    },
});

const cursor = defineCursor('api_keys', z.strictObject({ c: exactInstant, i: apiKeyId }));

/** GET /api/v1/api-keys */
export const getApiKeys = defineRoute({
  method: 'get',
  path: '/api/v1/api-keys',
  scope: 'admin',
  summary: 'API keys of no more clients than the key itself, newest first',
  query: z.strictObject(pageQuery),
  responses: { 200: pageOf(apiKeyItem) },
  handler:
    ({ orm }) =>
    async ({ principal, query }) => {
      const after = query.cursor === undefined ? null : cursor.read(query.cursor);
      const rows = await pageOfApiKeys(orm.em, {
        within: horizonOf(principal),
        after: after === null ? null : { createdAt: after.c, id: after.i },
        limit: query.limit,
      });
      const cursorOf = (row: (typeof rows)[number]): string => cursor.write({ c: row.created_at_exactly, i: row.id });
      return reply(200, pageFrom(rows, query.limit, presentApiKey, cursorOf));
    },
});

/** DELETE /api/v1/api-keys/{id}: revokes it; again: the same answer. It works for ten seconds more at most (C-1). */
export const deleteApiKey = defineRoute({
  method: 'delete',
  path: '/api/v1/api-keys/:id',
  scope: 'admin',
  summary: 'Revoke an API key',
  params: z.strictObject({ id: apiKeyId }),
  responses: { 200: z.object({ success: z.literal(true), api_key: apiKeyItem }) },
  handler:
    ({ orm }) =>
    async ({ principal, params: { id } }) => {
      const revocation = await revokeApiKeyById(orm.em, {
        id,
        actor: principal.id,
        within: horizonOf(principal),
        keepsAdmin: true,
      });
      switch (revocation.kind) {
        case 'unknown':
          throw notFound();
        case 'last_admin':
          throw new ApiProblem('last_admin_key');
        case 'revoked':
          return reply(200, { success: true, api_key: presentApiKey(revocation.key) });
      }
    },
});
