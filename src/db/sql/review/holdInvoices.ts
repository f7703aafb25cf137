import type { EntityManager } from '@mikro-orm/postgresql';
import type { AllocatableItem } from '../../../domain/review/decideAllocation.ts';
import { query } from '../../tenantScope.ts';

/** An invoice as it is named: by our id, or by the ERP's. */
export type InvoiceName = { readonly invoiceId: string } | { readonly externalId: string };

export interface HeldInvoice extends AllocatableItem {
  readonly externalId: string;
}

type Row = Omit<HeldInvoice, 'residualMinor'> & { readonly residualMinor: string };

/**
 * Holds the named invoices until the transaction ends, in the order of `external_id` as batches of the ERP do, and then
 * says what is left of each. Two statements: one alone would wait for a lock and answer by what it saw before. Names that
 * the client has not are left out.
 */
export async function holdInvoices(
  em: EntityManager,
  clientId: string,
  names: readonly InvoiceName[],
): Promise<readonly HeldInvoice[]> {
  if (names.length === 0) return [];
  const held = await query<{ id: string }>(
    em,
    `select i.id from invoices i
     where i.client_id = $1 and i.id in (
       select unnest($2::uuid[])
       union select n.id from invoices n where n.client_id = $1 and n.external_id = any($3::text[]))
     order by i.external_id
     for no key update of i`,
    [
      clientId,
      names.flatMap((name) => ('invoiceId' in name ? [name.invoiceId] : [])),
      names.flatMap((name) => ('externalId' in name ? [name.externalId] : [])),
    ],
  );
  const ids = held.map(({ id }) => id);
  return readItems(em, clientId, 'i.id = any($2::uuid[])', ids);
}

/** The client's invoices of these `external_id`s as they are now, held by nobody. */
export const readByExternalId = (
  em: EntityManager,
  clientId: string,
  externalIds: readonly string[],
): Promise<readonly HeldInvoice[]> => readItems(em, clientId, 'i.external_id = any($2::text[])', externalIds);

async function readItems(
  em: EntityManager,
  clientId: string,
  named: string,
  names: readonly string[],
): Promise<readonly HeldInvoice[]> {
  if (names.length === 0) return [];
  const rows = await query<Row>(
    em,
    `select i.id, i.external_id as "externalId", i.kind, i.side, i.party ->> 'id' as "partyId", i.currency,
            i.residual_minor::text as "residualMinor",
            exists (select from allocations a join matches m on m.client_id = a.client_id and m.id = a.match_id
                    where a.client_id = i.client_id and a.invoice_id = i.id and m.state = 'active') as "isAllocated"
     from invoices i where i.client_id = $1 and ${named}
     order by i.external_id`,
    [clientId, names],
  );
  return rows.map((row) => ({ ...row, residualMinor: BigInt(row.residualMinor) }));
}
