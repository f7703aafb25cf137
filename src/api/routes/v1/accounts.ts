import { z } from 'zod';
import { applyMatchFrom } from '../../../db/sql/accounts/applyMatchFrom.ts';
import { updateAccountSettings } from '../../../db/sql/accounts/updateAccountSettings.ts';
import { listAccounts } from '../../../db/sql/read/listAccounts.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { defineCursor, pageFrom } from '../../cursor.ts';
import { defineRoute } from '../../defineRoute.ts';
import { notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { requireOwner } from '../../requireOwner.ts';
import { resolveClient } from '../../resolveClient.ts';
import { accountItem } from '../../shapes/accountShape.ts';
import { clientId, id, isoDate, pageOf, pageQuery, storableText } from '../../shapes/fields.ts';

const cursor = defineCursor('accounts', z.uuid());

/** GET /api/v1/accounts */
export const getAccounts = defineRoute({
  method: 'get',
  path: '/api/v1/accounts',
  scope: 'connections:read',
  summary: 'Accounts of a client',
  query: z.strictObject({ client_id: clientId.optional(), connection_id: id.optional(), ...pageQuery }),
  responses: { 200: pageOf(accountItem) },
  handler:
    (deps) =>
    async ({ principal, query }) => {
      const owner = await resolveClient(deps, principal, query);
      const rows = await withClient(deps.orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        listAccounts(em, {
          clientId: owner,
          connectionId: query.connection_id ?? null,
          afterId: query.cursor === undefined ? null : cursor.read(query.cursor),
          limit: query.limit,
        }),
      );
      const page = pageFrom(
        rows,
        query.limit,
        (row) => row,
        (row) => cursor.write(row.id),
      );
      return reply(200, page);
    },
});

/** PATCH /api/v1/accounts/{id}: what the ERP decides about an account. A moved cut-over brings the rows to it. */
export const patchAccount = defineRoute({
  method: 'patch',
  path: '/api/v1/accounts/:id',
  scope: 'connections:write',
  summary: 'Change whether an account is synced, its id in the ERP, its cut-over',
  params: z.strictObject({ id }),
  body: z.strictObject({
    sync_enabled: z.boolean().optional(),
    external_id: storableText(128).nullish(),
    match_from: isoDate.nullish(),
  }),
  responses: { 200: accountItem },
  handler:
    ({ orm, engine }) =>
    async ({ principal, params, body }) => {
      const owner = await requireOwner(orm, principal, 'account', params.id);
      const { account, changedRows } = await withClient(
        orm.em,
        { clientId: owner, role: 'kontosync_app' },
        async (em) => {
          const stored = await updateAccountSettings(em, {
            clientId: owner,
            accountId: params.id,
            change: body,
            actor: principal.id,
          });
          const changed =
            stored === null || body.match_from === undefined ? 0 : await applyMatchFrom(em, owner, [params.id]);
          return { account: stored, changedRows: changed };
        },
      );
      if (account === null) throw notFound();
      if (changedRows > 0) await engine.requestMatching({ clientId: owner });
      return reply(200, account);
    },
});
