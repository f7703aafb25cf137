import { z } from 'zod';
import { listChanges } from '../../../db/sql/read/listChanges.ts';
import { readChangeHead } from '../../../db/sql/read/readChangeHead.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { defineCursor } from '../../cursor.ts';
import { defineRoute } from '../../defineRoute.ts';
import { reply } from '../../reply.ts';
import { resolveClient } from '../../resolveClient.ts';
import { clientId, id, pageQuery } from '../../shapes/fields.ts';
import { presentTransaction, transactionItem } from '../../shapes/transactionShape.ts';

/** A number of the feed as text: it outgrows no JSON number's precision. */
const cursor = defineCursor('changes', z.string().regex(/^\d{1,18}$/));

const changeItem = z.object({
  change: z.enum(['created', 'updated', 'withdrawn', 'replaced', 'match_changed']),
  transaction: transactionItem,
});

/**
 * GET /api/v1/transactions/changes: everything that happened to rows, in the order of commits, each change at least
 * once. `next_cursor` is always given, for a poller goes on later where it stopped.
 */
export const getChanges = defineRoute({
  method: 'get',
  path: '/api/v1/transactions/changes',
  scope: 'transactions:read',
  hasLastingCursor: true,
  summary: 'Changes of transactions to follow, without a cursor from the start',
  query: z.strictObject({ client_id: clientId.optional(), account_id: id.optional(), ...pageQuery }),
  responses: {
    200: z.object({ items: z.array(changeItem), next_cursor: z.string(), has_more: z.boolean() }),
  },
  handler:
    (deps) =>
    async ({ principal, query }) => {
      const owner = await resolveClient(deps, principal, query);
      const afterSeq = query.cursor === undefined ? '0' : cursor.read(query.cursor);
      const { head, rows } = await withClient(deps.orm.em, { clientId: owner, role: 'kontosync_app' }, async (em) => ({
        head: await readChangeHead(em, owner), // before the list: see there
        rows: await listChanges(em, {
          clientId: owner,
          accountId: query.account_id ?? null,
          afterSeq,
          limit: query.limit,
        }),
      }));
      const page = rows.slice(0, query.limit);
      const hasMore = rows.length > page.length;
      const last = page.at(-1)?.seq ?? head;
      // At the end also numbers of other accounts count as seen: a poller of a quiet account reads them once only.
      const next = hasMore || BigInt(last) > BigInt(head) ? last : head;
      return reply(200, {
        items: page.map((row) => ({ change: row.change, transaction: presentTransaction(row) })),
        next_cursor: cursor.write(next),
        has_more: hasMore,
      });
    },
});
