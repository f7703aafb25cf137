import type { EntityManager } from '@mikro-orm/postgresql';
import type { InvoiceParty } from '../../entities/invoice.ts';
import { query } from '../../tenantScope.ts';

export interface StoredInvoice {
  readonly id: string;
  readonly external_id: string;
  readonly kind: 'receivable' | 'payable' | 'credit_note';
  readonly side: 'receivable' | 'payable';
  readonly number: string;
  readonly kid: string | null;
  readonly amount_minor: string;
  readonly open_amount_minor: string;
  readonly residual_minor: string;
  readonly currency: string;
  readonly issue_date: string;
  readonly due_date: string;
  readonly party: InvoiceParty;
  readonly status: 'open' | 'closed';
  readonly version: string | null;
}

/** SQL: the columns of `StoredInvoice`, of `invoices i`. */
export const invoiceColumns = `
  i.id, i.external_id, i.kind, i.side, i.number, i.kid, i.amount_minor::text as amount_minor,
  i.open_amount_minor::text as open_amount_minor, i.currency, i.issue_date, i.due_date, i.party, i.status,
  i.version::text as version, i.residual_minor::text as residual_minor`;

/** A page of a client's invoices in the order of their ids, with what is left of each (contract 4). */
export const listInvoices = (
  em: EntityManager,
  wanted: { clientId: string; status: 'open' | 'closed'; afterId: string | null; limit: number },
): Promise<StoredInvoice[]> =>
  query<StoredInvoice>(
    em,
    `select ${invoiceColumns}
     from invoices i
     where i.client_id = $1 and i.status = $2 and ($3::uuid is null or i.id > $3)
     order by i.id
     limit $4`,
    [wanted.clientId, wanted.status, wanted.afterId, wanted.limit + 1],
  );
