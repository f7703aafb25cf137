import { z } from 'zod';
import { listPending } from '../../../db/sql/read/listPending.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { formatMinor } from '../../../domain/money.ts';
import { defineRoute } from '../../defineRoute.ts';
import { notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { requireOwner } from '../../requireOwner.ts';
import { amountText, currencyCode, id, instantText, isoDate } from '../../shapes/fields.ts';

const pendingItem = z.object({
  position: z.int(),
  amount: amountText,
  currency: currencyCode,
  booking_date: isoDate.nullable(),
  value_date: isoDate.nullable(),
  entered_at: z.string().nullable().meta({ description: 'As the bank wrote it; it may lack the offset' }),
  counterparty_name: z.string().nullable(),
  counterparty_account: z.string().nullable(),
  text: z.string().nullable(),
  kid: z.string().nullable(),
  booked_transaction_id: id.nullable().meta({ description: 'The transaction that it seems to have become' }),
});

/** GET /api/v1/accounts/{id}/pending: what the bank has reserved and not booked, a set that each sync replaces. */
export const getPending = defineRoute({
  method: 'get',
  path: '/api/v1/accounts/:id/pending',
  scope: 'transactions:read',
  summary: 'What the bank has reserved and not booked; each sync replaces the set',
  params: z.strictObject({ id }),
  responses: { 200: z.object({ account_id: id, as_of: instantText.nullable(), items: z.array(pendingItem) }) },
  handler:
    ({ orm }) =>
    async ({ principal, params: { id: accountId } }) => {
      const owner = await requireOwner(orm, principal, 'account', accountId);
      const stored = await withClient(orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        listPending(em, owner, accountId),
      );
      if (stored === null) throw notFound();
      const items = stored.entries.map(({ amount_minor, ...entry }) => ({
        ...entry,
        amount: formatMinor(BigInt(amount_minor), entry.currency),
      }));
      return reply(200, { account_id: accountId, as_of: stored.asOf, items });
    },
});
