import type { OpenItem } from '../../../../domain/matching/openItem.ts';

export type ItemRow = Omit<OpenItem, 'amountMinor' | 'residualMinor'> & {
  readonly amountMinor: string;
  readonly residualMinor: string;
};

/** SQL: the columns of an `ItemRow`, of `invoices i`. */
export const itemColumns = `
  i.id, i.external_id as "externalId", i.kind, i.side, i.number, i.kid, i.currency,
  i.amount_minor::text as "amountMinor", i.residual_minor::text as "residualMinor",
  i.issue_date as "issueDate", i.due_date as "dueDate", i.party_id as "partyId"`;

export const toItem = (row: ItemRow): OpenItem => ({
  id: row.id,
  externalId: row.externalId,
  kind: row.kind,
  side: row.side,
  number: row.number,
  kid: row.kid,
  currency: row.currency,
  amountMinor: BigInt(row.amountMinor),
  residualMinor: BigInt(row.residualMinor),
  issueDate: row.issueDate,
  dueDate: row.dueDate,
  partyId: row.partyId,
});

/** Kind and side as `invoices.bucket` numbers them. */
export const buckets = { receivable: 1, payable: 2, creditToCustomer: 3, creditOfSupplier: 4 } as const;
