import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { appendChanges } from '../../db/sql/changes/appendChanges.ts';
import { ensureClient } from '../../db/sql/clients/ensureClient.ts';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import { addOutboxEvents } from '../../db/sql/effects/addOutboxEvents.ts';
import { namedIds } from '../../db/sql/effects/namedIds.ts';
import { type AppliedMatches, holdAppliedMatches } from '../../db/sql/invoices/holdAppliedMatches.ts';
import { listRedirected } from '../../db/sql/invoices/listRedirected.ts';
import { nameImported } from '../../db/sql/invoices/nameImported.ts';
import { postNamed } from '../../db/sql/invoices/postNamed.ts';
import { type InvoiceRecord, upsertInvoices } from '../../db/sql/invoices/upsertInvoices.ts';
import { upsertParties } from '../../db/sql/parties/upsertParties.ts';
import { invoiceNumberKey } from '../../domain/matching/numberTokens.ts';
import { parseMinor } from '../../domain/money.ts';
import type { InvoiceItem } from '../shapes/invoiceShape.ts';

export interface StoredBatch {
  readonly created: number;
  readonly updated: number;
  /** Left as they are, because matches have a part of them; by `external_id`. */
  readonly redirected: ReadonlySet<string>;
}

/**
 * Stores open items of the ERP, each `external_id` once, with the parties they name, and tells what became posted, in the
 * caller's transaction. Only what takes effect does: an older version changes nothing, not its party either (contract 4).
 */
export async function storeInvoices(
  em: EntityManager,
  clientId: string,
  actor: string,
  items: readonly InvoiceItem[],
): Promise<StoredBatch> {
  await ensureClient(em, clientId);
  if (items.length === 0) return { created: 0, updated: 0, redirected: new Set() };
  const held = await holdAppliedMatches(
    em,
    clientId,
    items.map(({ external_id }) => external_id),
  );
  const records = items.map((item) => toRecord(item, held.get(item.external_id)));
  const written = await upsertInvoices(em, clientId, records);
  const redirected = await listRedirected(em, clientId, records);
  const created = written.filter(({ isNew }) => isNew).length;
  const counts = { created, updated: written.length - created };
  if (written.length === 0) return { ...counts, redirected };

  const names = new Set(written.map(({ externalId }) => externalId));
  await upsertParties(
    em,
    clientId,
    items.filter(({ external_id }) => names.has(external_id)).map(({ party }) => party),
  );
  const ids = written.map(({ id }) => id);
  await nameImported(em, clientId, ids);
  const posted = await postNamed(em, clientId, ids, 'active');
  const undone = (await postNamed(em, clientId, ids, 'undone')).map(({ id }) => id).toSorted();
  if (undone.length > 0)
    await addOutboxEvents(em, clientId, [
      { type: 'match.undone', data: { ...namedIds('matches', undone), was_posted: true } },
    ]);
  const data = { ...counts, matches_posted: posted.length };
  await addAuditEntries(em, clientId, [{ kind: 'change', actor, action: 'invoices.stored', subjectId: null, data }]);
  await appendChanges(
    em,
    clientId,
    posted.map(({ transactionId }) => ({ transactionId, change: 'match_changed' as const })),
  );
  return { ...counts, redirected };
}

const minor = (amount: string, currency: string): string => {
  const parsed = parseMinor(amount, currency);
  if (!parsed.ok) throw new Error('the schema lets only amounts of the currency pass');
  return parsed.amountMinor.toString();
};

const toRecord = (item: InvoiceItem, held: AppliedMatches | undefined): InvoiceRecord => ({
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
  // An item without a list does not make the stored one forgotten.
  applied_match_ids: [...new Set([...(item.applied_match_ids ?? held?.applied ?? []), ...(held?.imported ?? [])])],
  version: item.version ?? null,
});
