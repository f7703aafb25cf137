import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import type { InvoiceRecord } from './upsertInvoices.ts';

/**
 * Of invoices that were just sent to `upsertInvoices`: those of another kind, side or currency than the stored one, which
 * was left as it is because matches have a part of it. By `external_id`.
 */
export async function listRedirected(
  em: EntityManager,
  clientId: string,
  records: readonly InvoiceRecord[],
): Promise<ReadonlySet<string>> {
  const sent = records.map(({ external_id, kind, side, currency, version }) => ({
    external_id,
    kind,
    side,
    currency,
    version,
  }));
  const rows = await query<{ external_id: string }>(
    em,
    `select i.external_id
     from json_to_recordset($2) as r(external_id text, kind text, side text, currency text, version bigint)
     join invoices i on i.client_id = $1 and i.external_id = r.external_id
     where (i.kind, i.side, i.currency) <> (r.kind, r.side, r.currency)
       and (i.version is null or r.version is null or r.version >= i.version)`,
    [clientId, JSON.stringify(sent)],
  );
  return new Set(rows.map(({ external_id }) => external_id));
}
