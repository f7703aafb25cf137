import { z } from 'zod';
import { withClient } from '../../../db/tenantScope.ts';
import { defineRoute } from '../../defineRoute.ts';
import { reply } from '../../reply.ts';
import { requireClient } from '../../requireOwner.ts';
import { type Confirmed, importConfirmed } from '../../review/importConfirmed.ts';
import { confirmedItem } from '../../shapes/confirmedShape.ts';
import { clientId } from '../../shapes/fields.ts';

const mostConfirmed = 5_000;
/** 5,000 rows, each held, checked and logged: longer than a request's usual half minute on a small machine. */
const limits = { statementTimeoutMs: 60_000, lockTimeoutMs: 10_000, idleTimeoutMs: 60_000 };

/** Each item is checked by itself, so that a bad one does not cost the good ones. */
const importBody = z.strictObject({
  client_id: clientId,
  confirmed: z
    .array(z.unknown())
    .max(mostConfirmed)
    .meta({
      override: { type: 'array', maxItems: mostConfirmed, items: { $ref: '#/components/schemas/ConfirmedMatch' } },
    }),
});

const importAnswer = z.object({
  success: z.literal(true),
  imported: z.int(),
  unchanged: z.int(),
  errors: z.array(z.object({ index: z.int(), transaction_id: z.string().nullable(), message: z.string() })),
});
type ItemError = z.output<typeof importAnswer>['errors'][number];

const namedShape = z.object({ transaction_id: z.string().max(100) });

/** The good items once each, and what is wrong with the others. */
function sortOut(items: readonly unknown[]): { readonly good: readonly Confirmed[]; readonly errors: ItemError[] } {
  const good = new Map<string, Confirmed>();
  const errors: ItemError[] = [];
  for (const [index, item] of items.entries()) {
    const parsed = confirmedItem.safeParse(item);
    const named = namedShape.safeParse(item);
    const transaction_id = named.success ? named.data.transaction_id : null;
    if (!parsed.success) {
      const rules = parsed.error.issues.map(
        ({ path, message }) => `${path.map(String).join('.') || 'item'}: ${message}`,
      );
      errors.push({ index, transaction_id, message: rules.join('; ') });
    } else if (good.has(parsed.data.transaction_id)) {
      errors.push({ index, transaction_id, message: 'transaction_id: occurs twice in this import; the first counts' });
    } else
      good.set(parsed.data.transaction_id, {
        index,
        transactionId: parsed.data.transaction_id,
        allocations: parsed.data.allocations.map(({ external_id, amount }) => ({ externalId: external_id, amount })),
      });
  }
  return { good: [...good.values()], errors };
}

/** POST /api/v1/matches/import: decisions made elsewhere, to learn from; the ERP's figures hold them already. */
export const postImport = defineRoute({
  method: 'post',
  path: '/api/v1/matches/import',
  scope: 'matching:write',
  summary: 'Up to 5,000 decisions that were made elsewhere, to learn from',
  body: importBody,
  bodyLimitBytes: 4 * 1024 * 1024,
  responses: { 200: importAnswer },
  handler:
    ({ orm }) =>
    async ({ principal, body, kontosyncUser: user }) => {
      const owner = requireClient(principal, body.client_id);
      const { good, errors } = sortOut(body.confirmed);
      const {
        imported,
        unchanged,
        errors: refused,
      } = await withClient(orm.em, { clientId: owner, role: 'kontosync_app', ...limits }, (em) =>
        importConfirmed(em, owner, { actor: principal.id, user }, good),
      );
      const all = [
        ...errors,
        ...refused.map(({ transactionId, ...rest }) => ({ ...rest, transaction_id: transactionId })),
      ];
      return reply(200, {
        success: true,
        imported,
        unchanged,
        errors: all.toSorted((one, other) => one.index - other.index),
      });
    },
});
