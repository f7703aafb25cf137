import { z } from 'zod';
import { listCoverage } from '../../../db/sql/read/listCoverage.ts';
import { readBalances } from '../../../db/sql/read/readBalances.ts';
import { readReached } from '../../../db/sql/read/readReached.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { calendarDate } from '../../../domain/calendarDate.ts';
import { formatMinor } from '../../../domain/money.ts';
import { defineCursor, pageFrom } from '../../cursor.ts';
import { defineRoute } from '../../defineRoute.ts';
import { notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { requireOwner } from '../../requireOwner.ts';
import { amountText, currencyCode, id, instantText, isoDate, pageOf, pageQuery } from '../../shapes/fields.ts';

const params = z.strictObject({ id });

const balanceItem = z.object({
  type: z.string().meta({ description: "The bank's word for the figure" }),
  amount: amountText,
  currency: currencyCode,
  reference_date: isoDate.nullable(),
});

/** GET /api/v1/accounts/{id}/balances: the bank's figures at the last check. */
export const getBalances = defineRoute({
  method: 'get',
  path: '/api/v1/accounts/:id/balances',
  scope: 'transactions:read',
  summary: "The bank's balances at the last check",
  params,
  responses: {
    200: z.object({ account_id: id, checked_at: instantText.nullable(), items: z.array(balanceItem) }),
  },
  handler:
    ({ orm }) =>
    async ({ principal, params: { id: accountId } }) => {
      const owner = await requireOwner(orm, principal, 'account', accountId);
      const stored = await withClient(orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        readBalances(em, owner, accountId),
      );
      if (stored === null) throw notFound();
      const items = (stored.figures ?? []).map(({ type, amountMinor, currency, referenceDate }) => ({
        type,
        amount: formatMinor(BigInt(amountMinor), currency),
        currency,
        reference_date: referenceDate,
      }));
      return reply(200, { account_id: accountId, checked_at: stored.checked_at, items });
    },
});

const cursor = defineCursor('coverage', isoDate);
const coverageItem = z.object({
  from: isoDate,
  to: isoDate,
  state: z.enum(['complete', 'complete_unverified', 'gap']),
  reason: z.string().nullable(),
  sync_run_id: id,
});

/** How far the reading has come, on every page of the list. */
const reached = z.object({
  achieved_from: isoDate.nullable().meta({ description: 'The first date that the bank has shown' }),
  last_covered_date: isoDate.nullable().meta({ description: 'The end of the unbroken coverage' }),
  quarantined: z.int().meta({ description: 'Entries that cannot be understood and that nobody has accepted' }),
  unsettled: z
    .array(z.object({ date: isoDate, reason: z.string(), since: isoDate }))
    .meta({ description: 'Dates that are looked at again before a row of them may go' }),
});

/** GET /api/v1/accounts/{id}/coverage: which dates were read whole, and which are gaps (ledger 7). */
export const getCoverage = defineRoute({
  method: 'get',
  path: '/api/v1/accounts/:id/coverage',
  scope: 'transactions:read',
  summary: 'Which dates were read whole, and which are gaps',
  params,
  query: z.strictObject(pageQuery),
  responses: { 200: pageOf(coverageItem).extend(reached.shape) },
  handler:
    ({ orm }) =>
    async ({ principal, params: { id: accountId }, query }) => {
      const owner = await requireOwner(orm, principal, 'account', accountId);
      const afterDate = query.cursor === undefined ? null : cursor.read(query.cursor);
      const stored = await withClient(orm.em, { clientId: owner, role: 'kontosync_app' }, async (em) => ({
        rows: await listCoverage(em, { clientId: owner, accountId, afterDate, limit: query.limit }),
        figures: await readReached(em, owner, accountId),
      }));
      if (stored.figures === null) throw notFound();
      const page = pageFrom(
        stored.rows,
        query.limit,
        (row) => row,
        (row) => cursor.write(calendarDate(row.from)),
      );
      return reply(200, { ...page, ...stored.figures });
    },
});
