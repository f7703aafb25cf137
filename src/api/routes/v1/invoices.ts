import { randomUUIDv7 } from 'node:crypto';
import { z } from 'zod';
import { appendChanges } from '../../../db/sql/changes/appendChanges.ts';
import { ensureClient } from '../../../db/sql/clients/ensureClient.ts';
import { addAuditEntries } from '../../../db/sql/effects/addAuditEntries.ts';
import { addOutboxEvents } from '../../../db/sql/effects/addOutboxEvents.ts';
import { namedIds } from '../../../db/sql/effects/namedIds.ts';
import { listInvoices } from '../../../db/sql/invoices/listInvoices.ts';
import { listNamedUndone } from '../../../db/sql/invoices/listNamedUndone.ts';
import { markPosted } from '../../../db/sql/invoices/markPosted.ts';
import { type InvoiceRecord, upsertInvoices } from '../../../db/sql/invoices/upsertInvoices.ts';
import { upsertParties } from '../../../db/sql/parties/upsertParties.ts';
import { withClient } from '../../../db/tenantScope.ts';
import { invoiceNumberKey } from '../../../domain/matching/numberTokens.ts';
import { parseMinor } from '../../../domain/money.ts';
import { defineCursor, pageFrom } from '../../cursor.ts';
import { defineRoute } from '../../defineRoute.ts';
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
  errors: z.array(z.object({ index: z.int(), external_id: z.string().nullable(), message: z.string() })),
});
type ItemError = z.output<typeof batchAnswer>['errors'][number];

const minor = (amount: string, currency: string): string => {
  const parsed = parseMinor(amount, currency);
  if (!parsed.ok) throw new Error('the schema lets only amounts of the currency pass');
  return parsed.amountMinor.toString();
};

const toRecord = (item: InvoiceItem): InvoiceRecord => ({
  id: randomUUIDv7(),
  external_id: item.external_id,
  kind: item.kind,
  side: item.kind === 'credit_note' ? (item.side ?? 'receivable') : item.kind,
  number: item.number,
  number_key: invoiceNumberKey(item.number),
  kid: item.kid ?? null,
  amount_minor: minor(item.amount, item.currency),
  open_amount_minor: minor(item.open_amount, item.currency),
  currency: item.currency,
  issue_date: item.issue_date,
  due_date: item.due_date,
  party: item.party,
  status: item.status,
  applied_match_ids: item.applied_match_ids ?? [],
  version: item.version ?? null,
});

const externalIdShape = z.object({ external_id: z.string().max(200) });

/** The good items once each, and what is wrong with the others. */
function sortOut(items: readonly unknown[]): { readonly good: readonly InvoiceItem[]; readonly errors: ItemError[] } {
  const good = new Map<string, InvoiceItem>();
  const errors: ItemError[] = [];
  for (const [index, item] of items.entries()) {
    const parsed = invoiceItem.safeParse(item);
    const named = externalIdShape.safeParse(item);
    const external_id = named.success ? named.data.external_id : null;
    if (!parsed.success) {
      const rules = parsed.error.issues.map(
        ({ path, message }) => `${path.map(String).join('.') || 'item'}: ${message}`,
      );
      errors.push({ index, external_id, message: rules.join('; ') });
    } else if (good.has(parsed.data.external_id)) {
      errors.push({ index, external_id, message: 'external_id: occurs twice in this batch; the first counts' });
    } else good.set(parsed.data.external_id, parsed.data);
  }
  return { good: [...good.values()], errors };
}

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
      const { created, updated } = await withClient(orm.em, { clientId: owner, role: 'kontosync_app' }, async (em) => {
        await ensureClient(em, owner);
        if (good.length === 0) return { created: 0, updated: 0 };
        const { createdIds, updatedIds } = await upsertInvoices(em, owner, good.map(toRecord));
        const stored = [...createdIds, ...updatedIds];
        if (stored.length === 0) return { created: 0, updated: 0 };
        await upsertParties(
          em,
          owner,
          good.map(({ party }) => party),
        );
        const posted = await markPosted(em, owner, stored);
        const undone = await listNamedUndone(em, owner, stored);
        if (undone.length > 0)
          await addOutboxEvents(em, owner, [
            { type: 'match.undone', data: { ...namedIds('matches', undone), was_posted: true } },
          ]);
        const counts = { created: createdIds.length, updated: updatedIds.length };
        const data = { ...counts, matches_posted: posted.length };
        await addAuditEntries(em, owner, [
          { kind: 'change', actor: principal.id, action: 'invoices.stored', subjectId: null, data },
        ]);
        await appendChanges(
          em,
          owner,
          posted.map((transactionId) => ({ transactionId, change: 'match_changed' as const })),
        );
        return counts;
      });
      // Also when nothing changed: the call may be the repetition of one whose bell was not heard.
      if (good.length > 0) await engine.requestMatching({ clientId: owner });
      return reply(200, { success: true, created, updated, unchanged: good.length - created - updated, errors });
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
