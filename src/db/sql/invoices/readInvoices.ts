import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { invoiceColumns, type StoredInvoice } from './listInvoices.ts';

/** Invoices in any status, by id; those that the client has not are left out. */
export async function readInvoices(
  em: EntityManager,
  clientId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredInvoice>> {
  if (ids.length === 0) return new Map();
  const rows = await query<StoredInvoice>(
    em,
    `select ${invoiceColumns} from invoices i where i.client_id = $1 and i.id = any($2)`,
    [clientId, ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
