import { z } from 'zod';
import { appendChanges } from '../../../db/sql/changes/appendChanges.ts';
import { addAuditEntries } from '../../../db/sql/effects/addAuditEntries.ts';
import { readTransaction } from '../../../db/sql/read/readTransaction.ts';
import { holdPayment } from '../../../db/sql/review/holdPayment.ts';
import { type NewLine, replaceLines } from '../../../db/sql/review/replaceLines.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { isKidForm } from '../../../domain/kid.ts';
import { formatMinor, parseMinor } from '../../../domain/money.ts';
import { defineRoute } from '../../defineRoute.ts';
import { invalidRequest, notFound } from '../../problem.ts';
import { reply } from '../../reply.ts';
import { requireOwner } from '../../requireOwner.ts';
import { requireWaiting } from '../../review/requireWaiting.ts';
import { audited } from '../../review/tellDecision.ts';
import { id, storableText } from '../../shapes/fields.ts';
import { presentTransaction, transactionItem } from '../../shapes/transactionShape.ts';

/** A day's payments by OCR of a large creditor are some hundreds. */
const mostLines = 2_000;

const line = z.strictObject({
  kid: z
    .string()
    .transform((kid) => kid.replace(/\s+/g, ''))
    .refine(isKidForm, '2 to 25 digits, of which the last may be -')
    .optional(),
  text: storableText(500).optional(),
  counterparty_name: storableText(200).optional(),
  amount: z
    .string()
    .regex(/^-?\d{1,14}(\.\d{1,3})?$/, 'a decimal string such as 1250.00; money out, and a fee, is negative')
    .meta({ examples: ['1250.00'] }),
});

/** Throws 422 that names each wrong line, and where they do not add up to the row. */
function toLines(
  lines: readonly z.output<typeof line>[],
  { amountMinor, currency }: { readonly amountMinor: bigint; readonly currency: string },
): readonly NewLine[] {
  const parsed = lines.map(({ amount }) => parseMinor(amount, currency));
  const errors = parsed.flatMap((one, index) => {
    if (!one.ok) return [{ path: `lines.${index}.amount`, message: `not an amount in ${currency}` }];
    return one.amountMinor === 0n ? [{ path: `lines.${index}.amount`, message: 'not zero' }] : [];
  });
  if (errors.length > 0) throw invalidRequest(errors);
  const amounts = parsed.map((one) => (one.ok ? one.amountMinor : 0n));
  const total = amounts.reduce((sum, amount) => sum + amount, 0n);
  if (total !== amountMinor) {
    const [is, must] = [total, amountMinor].map((amount) => formatMinor(amount, currency));
    throw invalidRequest([{ path: 'lines', message: `they add up to ${is}, not to the transaction's ${must}` }]);
  }
  return lines.map(({ kid, text, counterparty_name }, index) => ({
    amountMinor: amounts[index] ?? 0n,
    kid: kid ?? null,
    text: text ?? null,
    counterpartyName: counterparty_name ?? null,
  }));
}

/** POST /api/v1/transactions/{id}/details: the payments of a row that the bank booked as one sum; again: replaced. */
export const postDetails = defineRoute({
  method: 'post',
  path: '/api/v1/transactions/:id/details',
  scope: 'transactions:write',
  summary: 'Tell the payments of a transaction that the bank booked as one sum; each is matched by itself',
  params: z.strictObject({ id }),
  body: z.strictObject({ lines: z.array(line).min(1).max(mostLines) }),
  bodyLimitBytes: 1024 * 1024,
  responses: {
    200: z.object({ success: z.literal(true), lines: z.int(), transaction: transactionItem }),
  },
  handler:
    ({ orm, engine }) =>
    async ({ principal, kontosyncUser, params, body }) => {
      const owner = await requireOwner(orm, principal, 'transaction', params.id);
      const row = await withClient(orm.em, { clientId: owner, role: 'kontosync_app' }, async (em) => {
        const payment = await requireWaiting(em, owner, await holdPayment(em, owner, params.id));
        const changed = await replaceLines(em, owner, params.id, toLines(body.lines, payment));
        if (changed) {
          const person = { actor: principal.id, user: kontosyncUser };
          await addAuditEntries(em, owner, [
            audited(person, 'transaction.details', params.id, { lines: body.lines.length }),
          ]);
          await appendChanges(em, owner, [{ transactionId: params.id, change: 'updated' }]);
        }
        return readTransaction(em, owner, params.id);
      });
      if (row === null) throw notFound();
      // Also when nothing changed: the call may be the repetition of one whose bell was not heard.
      await engine.requestMatching({ clientId: owner });
      return reply(200, { success: true, lines: body.lines.length, transaction: presentTransaction(row) });
    },
});
