import { z } from 'zod';
import { listInvoices } from '../../../db/sql/invoices/listInvoices.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { defineCursor, pageFrom } from '../../cursor.ts';
import { defineRoute } from '../../defineRoute.ts';
import { storeInvoices } from '../../invoices/storeInvoices.ts';
import { reply } from '../../reply.ts';
import { requireClient } from '../../requireOwner.ts';
import { resolveClient } from '../../resolveClient.ts';
import { clientId, pageOf, pageQuery } from '../../shapes/fields.ts';
import { type InvoiceItem, invoiceItem } from '../../shapes/invoiceShape.ts';
import { presentInvoice, storedInvoice } from '../../shapes/storedInvoiceShape.ts';

const mostInvoices = 5_000;

/** Each item is checked by itself, so that a bad one does not cost the good ones. */
const batchBody = z.strictObject({
  client_id: clientId,
  invoices: z
    .array(z.unknown())
    .max(mostInvoices)
    .meta({ override: { type: 'array', maxItems: mostInvoices, items: { $ref: '#/components/schemas/Invoice' } } }),
});

const batchAnswer = z.object({
  success: z.literal(true),
  created: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  errors: z.array(
    z.object({ index: z.int(), external_id: z.string().nullable(), code: z.string(), message: z.string() }),
  ),
});
type ItemError = z.output<typeof batchAnswer>['errors'][number];

const externalIdShape = z.object({ external_id: z.string().max(200) });

/** The good items once each, with their place, and what is wrong with the others. */
function sortOut(items: readonly unknown[]): {
  readonly good: ReadonlyMap<string, { readonly index: number; readonly item: InvoiceItem }>;
  readonly errors: ItemError[];
} {
  const good = new Map<string, { index: number; item: InvoiceItem }>();
  const errors: ItemError[] = [];
  const code = 'invalid_request';
  for (const [index, item] of items.entries()) {
    const parsed = invoiceItem.safeParse(item);
    const named = externalIdShape.safeParse(item);
    const external_id = named.success ? named.data.external_id : null;
    if (!parsed.success) {
      const rules = parsed.error.issues.map(
        ({ path, message }) => `${path.map(String).join('.') || 'item'}: ${message}`,
      );
      errors.push({ index, external_id, code, message: rules.join('; ') });
    } else if (good.has(parsed.data.external_id)) {
      errors.push({ index, external_id, code, message: 'external_id: occurs twice in this batch; the first counts' });
    } else good.set(parsed.data.external_id, { index, item: parsed.data });
  }
  return { good, errors };
}

const redirectedError = (index: number, external_id: string): ItemError => ({
  index,
  external_id,
  code: 'already_allocated',
  message:
    'kind, side and currency stay as they are while matches have a part of the invoice; undo these first, then send it again',
});

/** POST /api/v1/invoices/batch: upsert by `external_id`; what changed is matched by itself (contract 3.2). */
export const postInvoices = defineRoute({
  method: 'post',
  path: '/api/v1/invoices/batch',
  scope: 'invoices:write',
  summary: 'Store up to 5,000 open items, by external_id',
  body: batchBody,
  bodyLimitBytes: 8 * 1024 * 1024,
  responses: { 200: batchAnswer },
  handler:
    ({ orm, engine }) =>
    async ({ principal, body }) => {
      const owner = requireClient(principal, body.client_id);
      const { good, errors } = sortOut(body.invoices);
      const { created, updated, redirected } = await withClient(
        orm.em,
        { clientId: owner, role: 'kontosync_app' },
        (em) =>
          storeInvoices(
            em,
            owner,
            principal.id,
            [...good.values()].map(({ item }) => item),
          ),
      );
      // Also when nothing changed: the call may be the repetition of one whose bell was not heard.
      if (good.size > 0) await engine.requestMatching({ clientId: owner });
      const refused = [...redirected].map((name) => redirectedError(good.get(name)?.index ?? 0, name));
      return reply(200, {
        success: true,
        created,
        updated,
        unchanged: good.size - created - updated - refused.length,
        errors: [...errors, ...refused].toSorted((one, other) => one.index - other.index),
      });
    },
});

const cursor = defineCursor('invoices', z.strictObject({ i: z.uuid() }));

/** GET /api/v1/invoices: open items with their residual. */
export const getInvoices = defineRoute({
  method: 'get',
  path: '/api/v1/invoices',
  scope: 'matching:read',
  summary: "A client's invoices with what is left of each",
  query: z.strictObject({
    client_id: clientId.optional(),
    status: z.enum(['open', 'closed']).default('open'),
    ...pageQuery,
  }),
  responses: { 200: pageOf(storedInvoice) },
  handler:
    (deps) =>
    async ({ principal, query }) => {
      const owner = await resolveClient(deps, principal, query);
      const afterId = query.cursor === undefined ? null : cursor.read(query.cursor).i;
      const rows = await withClient(deps.orm.em, { clientId: owner, role: 'kontosync_app' }, (em) =>
        listInvoices(em, { clientId: owner, status: query.status, afterId, limit: query.limit }),
      );
      return reply(
        200,
        pageFrom(rows, query.limit, presentInvoice, (row) => cursor.write({ i: row.id })),
      );
    },
});
