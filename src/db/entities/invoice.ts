import { defineEntity, p } from '@mikro-orm/core';
import { ownedByClient, ownedKey, ownedParent, tenancy } from './tenancy.ts';
import { BankTransaction } from './transaction.ts';

export const InvoiceKind = { Receivable: 'receivable', Payable: 'payable', CreditNote: 'credit_note' } as const;
export const InvoiceStatus = { Open: 'open', Closed: 'closed' } as const;

export interface InvoiceParty {
  readonly id: string;
  readonly name: string;
  readonly account?: string | undefined;
  readonly org_number?: string | undefined;
  readonly aliases?: readonly string[] | undefined;
}

/** An open item of the ERP (contract 4). `openAmountMinor` is the ERP's own ledger figure. */
const InvoiceSchema = defineEntity({
  name: 'Invoice',
  tableName: 'invoices',
  ...tenancy(),
  uniques: [ownedKey, { name: 'invoices_external_id', properties: ['clientId', 'externalId'] }],
  indexes: [
    { name: 'invoices_by_kid', properties: ['clientId', 'kid'], where: `"kid" is not null` },
    { name: 'invoices_by_number', properties: ['clientId', 'numberKey'] },
    { name: 'invoices_by_status', properties: ['clientId', 'status', 'id'] },
  ],
  checks: [{ name: 'invoices_amounts', expression: 'amount_minor > 0 and open_amount_minor >= 0' }],
  properties: {
    ...ownedByClient(),
    externalId: p.text(),
    kind: p.enum(() => InvoiceKind),
    side: p.text(),
    number: p.text(),
    /** The number as it is looked for in texts: trimmed, upper case. */
    numberKey: p.text(),
    kid: p.text().nullable(),
    amountMinor: p.bigint(),
    openAmountMinor: p.bigint(),
    currency: p.text(),
    issueDate: p.date(),
    dueDate: p.date(),
    party: p.json().$type<InvoiceParty>(),
    status: p.enum(() => InvoiceStatus),
    appliedMatchIds: p.json().$type<readonly string[]>().defaultRaw(`'[]'::jsonb`),
    version: p.bigint().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});
export class Invoice extends InvoiceSchema.class {}
InvoiceSchema.setClass(Invoice);

export const MatchState = { Active: 'active', Undone: 'undone' } as const;

/** One decision about one transaction, with its evidence. */
const MatchSchema = defineEntity({
  name: 'Match',
  tableName: 'matches',
  ...tenancy(),
  uniques: [
    ownedKey,
    {
      name: 'matches_one_active',
      properties: ['clientId', 'transactionId'],
      where: `"state" = 'active'`,
    },
  ],
  properties: {
    ...ownedByClient(),
    transactionId: p.uuid(),
    transaction: ownedParent(BankTransaction, 'transaction_id'),
    state: p.enum(() => MatchState).default('active'),
    decidedBy: p.text(),
    evidenceClass: p.text(),
    evidence: p.json().$type<Record<string, unknown>>(),
    postingStatus: p.text().default('unposted'),
    createdAt: p.datetime().defaultRaw('now()'),
    undoneAt: p.datetime().nullable(),
  },
});
export class Match extends MatchSchema.class {}
MatchSchema.setClass(Match);

/** What a match uses of an invoice: a positive amount (contract 4). */
const AllocationSchema = defineEntity({
  name: 'Allocation',
  tableName: 'allocations',
  ...tenancy(),
  checks: [{ name: 'allocations_positive', expression: 'amount_minor > 0' }],
  indexes: [{ name: 'allocations_of_invoice', properties: ['clientId', 'invoiceId'] }],
  properties: {
    clientId: p.uuid().primary(),
    matchId: p.uuid().primary(),
    match: ownedParent(Match, 'match_id'),
    invoiceId: p.uuid().primary(),
    invoice: ownedParent(Invoice, 'invoice_id'),
    amountMinor: p.bigint(),
  },
});
export class Allocation extends AllocationSchema.class {}
AllocationSchema.setClass(Allocation);

export const ReviewStatus = { Open: 'open', Resolved: 'resolved' } as const;

const ReviewItemSchema = defineEntity({
  name: 'ReviewItem',
  tableName: 'review_items',
  ...tenancy(),
  uniques: [
    ownedKey,
    { name: 'review_items_one_open', properties: ['clientId', 'transactionId'], where: `"status" = 'open'` },
  ],
  properties: {
    ...ownedByClient(),
    transactionId: p.uuid(),
    transaction: ownedParent(BankTransaction, 'transaction_id'),
    kind: p.text(),
    status: p.enum(() => ReviewStatus).default('open'),
    reason: p.text(),
    candidates: p.json().$type<readonly Record<string, unknown>[]>(),
    version: p.integer().default(1),
    createdAt: p.datetime().defaultRaw('now()'),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});
export class ReviewItem extends ReviewItemSchema.class {}
ReviewItemSchema.setClass(ReviewItem);
