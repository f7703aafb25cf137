import type { EntityManager } from '@mikro-orm/postgresql';
import type { ReferenceHit } from '../../../domain/matching/referenceMatch.ts';
import { query } from '../../tenantScope.ts';
import { residualMinor } from '../invoices/residual.ts';

/** What a row cites: numbers in the form of `invoiceNumberKey`, KIDs as they are stored. */
export interface CitedReferences {
  readonly transactionId: string;
  readonly kids: readonly string[];
  readonly numbers: readonly string[];
}

interface Row {
  readonly transaction_id: string;
  readonly invoice_id: string;
  readonly via: 'kid' | 'number';
  readonly kind: ReferenceHit['kind'];
  readonly residual_minor: string;
  readonly currency: string;
  readonly issue_date: string;
  readonly status: 'open' | 'closed';
}

/**
 * The client's invoices that the rows cite, open or closed, with their residuals (contract 4): `open_amount` less the
 * active allocations of matches that the ERP has not named in `applied_match_ids`. By transaction id.
 */
export async function findReferenceHits(
  em: EntityManager,
  clientId: string,
  cited: readonly CitedReferences[],
): Promise<Map<string, ReferenceHit[]>> {
  const references = cited.flatMap(({ transactionId, kids, numbers }) => [
    ...kids.map((value) => ({ transaction_id: transactionId, via: 'kid', value })),
    ...numbers.map((value) => ({ transaction_id: transactionId, via: 'number', value })),
  ]);
  if (references.length === 0) return new Map();
  const rows = await query<Row>(
    em,
    `with cited as materialized (
       select * from json_to_recordset($2) as c(transaction_id uuid, via text, value text)
     ), hits as (
       select c.transaction_id, c.via, i.id
       from cited c join invoices i on i.client_id = $1 and i.kid = c.value where c.via = 'kid'
       union all
       select c.transaction_id, c.via, i.id
       from cited c join invoices i on i.client_id = $1 and i.number_key = c.value where c.via = 'number'
     )
     select h.transaction_id, h.id as invoice_id, h.via, i.kind, i.currency, i.issue_date, i.status,
            ${residualMinor('i')}::text as residual_minor
     from hits h
     join invoices i on i.client_id = $1 and i.id = h.id`,
    [clientId, JSON.stringify(references)],
  );
  const found = Map.groupBy(rows, (row) => row.transaction_id);
  return new Map([...found].map(([transactionId, hits]) => [transactionId, hits.map(toHit)]));
}

const toHit = (row: Row): ReferenceHit => ({
  invoiceId: row.invoice_id,
  via: row.via,
  kind: row.kind,
  residualMinor: BigInt(row.residual_minor),
  currency: row.currency,
  issueDate: row.issue_date,
  status: row.status,
});
