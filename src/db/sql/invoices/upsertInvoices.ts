import type { EntityManager } from '@mikro-orm/postgresql';
import type { InvoiceParty } from '../../entities/invoice.ts';
import { query } from '../../tenantScope.ts';

export interface InvoiceRecord {
  /** For a new row. */
  readonly id: string;
  readonly external_id: string;
  readonly kind: 'receivable' | 'payable' | 'credit_note';
  readonly side: 'receivable' | 'payable';
  readonly number: string;
  readonly number_key: string;
  readonly kid: string | null;
  /** Minor units as text. */
  readonly amount_minor: string;
  readonly open_amount_minor: string;
  readonly currency: string;
  readonly issue_date: string;
  readonly due_date: string;
  readonly party: InvoiceParty;
  readonly status: 'open' | 'closed';
  readonly applied_match_ids: readonly string[];
  readonly version: number | null;
}

export interface UpsertedInvoice {
  readonly id: string;
  readonly externalId: string;
  readonly isNew: boolean;
}

const changing = [
  'kind',
  'side',
  'number',
  'number_key',
  'kid',
  'amount_minor',
  'open_amount_minor',
  'currency',
  'issue_date',
  'due_date',
  'party',
  'status',
  'applied_match_ids',
] as const;
const list = (prefix: string): string => changing.map((column) => `${prefix}${column}`).join(', ');
/** An item without a version does not make the stored one forgotten. */
const version = 'coalesce(excluded.version, invoices.version)';

/** SQL: the sent one is not older than the stored one. */
const isCurrent = '(invoices.version is null or excluded.version is null or excluded.version >= invoices.version)';

/**
 * Inserts invoices, or renews those that are there by `external_id`, and returns what was written. An equal one, and one
 * with a lower version than the stored, changes nothing; nor does one of another kind, side or currency while matches have
 * a part of the stored (`listRedirected`): their payments would pay what they were never meant for (matching 12). Each
 * `external_id` may occur once. Rows are taken in its order, so that two batches wait for each other instead of blocking
 * each other; those that are there are held before (`holdAppliedMatches`).
 */
export const upsertInvoices = (
  em: EntityManager,
  clientId: string,
  records: readonly InvoiceRecord[],
): Promise<UpsertedInvoice[]> =>
  query<UpsertedInvoice>(
    em,
    `insert into invoices (id, client_id, external_id, ${list('')}, version)
     select r.id, $1, r.external_id, ${list('r.')}, r.version
     from json_to_recordset($2) as r(id uuid, external_id text, kind text, side text, number text, number_key text,
       kid text, amount_minor bigint, open_amount_minor bigint, currency text, issue_date date, due_date date,
       party jsonb, status text, applied_match_ids jsonb, version bigint)
     order by r.external_id
     on conflict (client_id, external_id) do update set
       ${changing.map((column) => `${column} = excluded.${column}`).join(', ')}, version = ${version},
       updated_at = now()
     where ${isCurrent}
       and (${list('invoices.')}, invoices.version) is distinct from (${list('excluded.')}, ${version})
       and ((invoices.kind, invoices.side, invoices.currency) = (excluded.kind, excluded.side, excluded.currency)
            or not exists (select from allocations a join matches m on m.client_id = a.client_id and m.id = a.match_id
                           where a.client_id = invoices.client_id and a.invoice_id = invoices.id and m.state = 'active'))
     returning id, external_id as "externalId", xmax = 0 as "isNew"`,
    [clientId, JSON.stringify(records)],
  );
