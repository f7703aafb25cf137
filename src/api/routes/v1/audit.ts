import { z } from 'zod';
import { addAuditEntries } from '../../../db/sql/effects/addAuditEntries.ts';
import { listAudit, type StoredAuditEntry } from '../../../db/sql/read/listAudit.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { chainShape, lookAtChain } from '../../auditChain.ts';
import { defineCursor, pageFrom } from '../../cursor.ts';
import { defineRoute } from '../../defineRoute.ts';
import { reply } from '../../reply.ts';
import { resolveClient } from '../../resolveClient.ts';
import { clientId, exactInstant, id, instantText, pageOf, pageQuery } from '../../shapes/fields.ts';

const kind = z.enum(['change', 'api_call', 'bank_call']);

const auditItem = z
  .object({
    id,
    kind,
    actor: z.string().meta({ description: 'An API key, `workflow`, `bank`, or a role of the database' }),
    action: z.string(),
    subject_id: z.string().nullable().meta({ description: 'What it was done to: a connection, account, run, …' }),
    data: z
      .record(z.string(), z.unknown())
      .meta({ description: 'Ids, codes and counts; `user` as `Kontosync-User` named the person' }),
    created_at: instantText,
  })
  .meta({ id: 'AuditEntry' });

const present = (entry: StoredAuditEntry): z.input<typeof auditItem> => ({
  id: entry.id,
  kind: entry.kind,
  actor: entry.actor,
  action: entry.action,
  subject_id: entry.subjectId,
  data: { ...entry.data },
  created_at: entry.createdAt,
});

const cursor = defineCursor('audit', z.strictObject({ c: exactInstant, i: z.uuid() }));

/**
 * GET /api/v1/audit: who did what about a client, newest first, and whether the trail is as it was written (C-19). That it
 * is read is an entry too, one for a reading from the beginning.
 */
export const getAudit = defineRoute({
  method: 'get',
  path: '/api/v1/audit',
  scope: 'audit:read',
  summary: 'Who did what about a client, newest first: changes, calls of the API, calls to the bank',
  query: z.strictObject({ client_id: clientId.optional(), kind: kind.optional(), ...pageQuery }),
  responses: { 200: pageOf(auditItem).extend({ chain: chainShape }) },
  handler:
    (deps) =>
    async ({ principal, query }) => {
      const owner = await resolveClient(deps, principal, query);
      const after = query.cursor === undefined ? null : cursor.read(query.cursor);
      const { rows, chain } = await withClient(deps.orm.em, { clientId: owner, role: 'kontosync_app' }, async (em) => {
        const found = await listAudit(em, {
          clientId: owner,
          kind: query.kind ?? null,
          after: after === null ? null : { createdAt: after.c, id: after.i },
          limit: query.limit,
        });
        const looked = await lookAtChain(
          em,
          owner,
          found.map(({ id: entryId }) => entryId),
        );
        if (after === null)
          await addAuditEntries(em, owner, [
            {
              kind: 'api_call',
              actor: principal.id,
              action: 'audit.read',
              subjectId: null,
              data: { kind: query.kind ?? null },
            },
          ]);
        return { rows: found, chain: looked };
      });
      const page = pageFrom(rows, query.limit, present, (entry) =>
        cursor.write({ c: entry.createdAtExactly, i: entry.id }),
      );
      return reply(200, { ...page, chain });
    },
});
