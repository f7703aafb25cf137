import { z } from 'zod';
import { listTransactions } from '../../../db/sql/read/listTransactions.ts';
import { readTransaction } from '../../../db/sql/read/readTransaction.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { calendarDate } from '../../../domain/calendarDate.ts';
import { defineCursor, pageFrom } from '../../cursor.ts';
import { defineRoute } from '../../defineRoute.ts';
import { notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { requireOwner } from '../../requireOwner.ts';
import { resolveClient } from '../../resolveClient.ts';
import { clientId, id, isoDate, pageOf, pageQuery } from '../../shapes/fields.ts';
import { matchStatus, presentTransaction, transactionItem, transactionStatus } from '../../shapes/transactionShape.ts';

const cursor = defineCursor('transactions', z.strictObject({ d: isoDate, i: z.uuid() }));

/** GET /api/v1/transactions: by booking date. */
export const getTransactions = defineRoute({
  method: 'get',
  path: '/api/v1/transactions',
  scope: 'transactions:read',
  summary: 'Transactions of a client by booking date',
  query: z.strictObject({
    client_id: clientId.optional(),
    connection_id: id.optional(),
    account_id: id.optional(),
    from: isoDate.optional(),
    to: isoDate.optional(),
    status: transactionStatus.default('booked'),
    match_status: matchStatus.optional(),
    sync_run_id: id.optional().meta({ description: 'Rows that this run brought or was the last to change' }),
    ...pageQuery,
  }),
  responses: { 200: pageOf(transactionItem) },
  handler:
    (deps) =>
    async ({ principal, query }) => {
      const owner = await resolveClient(deps, principal, query);
      const after = query.cursor === undefined ? null : cursor.read(query.cursor);
      const rows = await withClient(deps.orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        listTransactions(em, {
          clientId: owner,
          connectionId: query.connection_id ?? null,
          accountId: query.account_id ?? null,
          from: query.from ?? null,
          to: query.to ?? null,
          status: query.status,
          matchStatus: query.match_status ?? null,
          runId: query.sync_run_id ?? null,
          after: after === null ? null : { bookingDate: after.d, id: after.i },
          limit: query.limit,
        }),
      );
      const page = pageFrom(rows, query.limit, presentTransaction, ({ booking_date, id: last }) =>
        cursor.write({ d: calendarDate(booking_date), i: last }),
      );
      return reply(200, page);
    },
});

/** GET /api/v1/transactions/{id}: in any status. */
export const getTransaction = defineRoute({
  method: 'get',
  path: '/api/v1/transactions/:id',
  scope: 'transactions:read',
  summary: 'One transaction',
  params: z.strictObject({ id }),
  responses: { 200: transactionItem },
  handler:
    ({ orm }) =>
    async ({ principal, params }) => {
      const owner = await requireOwner(orm, principal, 'transaction', params.id);
      const row = await withClient(orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        readTransaction(em, owner, params.id),
      );
      if (row === null) throw notFound();
      return reply(200, presentTransaction(row));
    },
});
