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

/** The migration holds the functions: the drift check compares triggers by name alone. */
const trigger = (name: string, when: string, routine: string) => ({
  name,
  timing: 'after' as const,
  events: ['insert' as const],
  expression: `create trigger "${name}" ${when} execute function ${routine}()`,
});

/** SQL: digits of a number, four or more, without the zeros before them; null where that is the number itself. */
const variant = (digits: string): string =>
  `case when length(${digits}) >= 4 then nullif(ltrim(${digits}, '0'), number_key) else null end`;

/** An open item of the ERP (contract 4). `openAmountMinor` is the ERP's own ledger figure. */
const InvoiceSchema = defineEntity({
  name: 'Invoice',
  tableName: 'invoices',
  ...tenancy(),
  uniques: [ownedKey, { name: 'invoices_external_id', properties: ['clientId', 'externalId'] }],
  indexes: [
    { name: 'invoices_by_kid', properties: ['clientId', 'kidKey'], where: `"kid_key" is not null` },
    { name: 'invoices_by_number', properties: ['clientId', 'numberKey'] },
    { name: 'invoices_by_number_run', properties: ['clientId', 'numberRun'], where: `"number_run" is not null` },
    {
      name: 'invoices_by_number_digits',
      properties: ['clientId', 'numberDigits'],
      where: `"number_digits" is not null`,
    },
    { name: 'invoices_by_status', properties: ['clientId', 'status', 'id'] },
    // The cap on equal amounts has an order by it (matching 3, D); its counts read the index alone.
    {
      name: 'invoices_open_by_amount',
      properties: ['clientId', 'bucket', 'currency', 'residualMinor', 'dueDate', 'id', 'issueDate'],
      where: `"residual_minor" > 0`,
    },
    {
      name: 'invoices_open_by_party',
      properties: ['clientId', 'partyId', 'bucket', 'currency', 'residualMinor', 'issueDate'],
      where: `"residual_minor" > 0`,
    },
    // Small, so that all that is open is counted in it (matching 4, fix 2).
    {
      name: 'invoices_open_by_issue',
      properties: ['clientId', 'bucket', 'currency', 'issueDate'],
      where: `"residual_minor" > 0`,
    },
    // Of duplicates: what was paid already (matching 3, C1).
    {
      name: 'invoices_settled_by_party',
      properties: ['clientId', 'partyId', 'bucket', 'currency', 'amountMinor', 'dueDate', 'id'],
      where: `"residual_minor" = 0`,
    },
  ],
  checks: [
    { name: 'invoices_amounts', expression: 'amount_minor > 0 and open_amount_minor >= 0' },
    { name: 'invoices_residual', expression: 'residual_minor >= 0 and residual_minor <= open_amount_minor' },
  ],
  triggers: [
    trigger('invoices_residual_new', 'before insert on invoices for each row', 'invoice_residual'),
    trigger(
      'invoices_residual_renewed',
      `before update of open_amount_minor, applied_match_ids on invoices for each row
       when ((old.open_amount_minor, old.applied_match_ids) is distinct from (new.open_amount_minor, new.applied_match_ids))`,
      'invoice_residual',
    ),
  ],
  properties: {
    ...ownedByClient(),
    externalId: p.text(),
    kind: p.enum(() => InvoiceKind),
    side: p.text(),
    number: p.text(),
    /** The number as it is looked for in texts: trimmed, upper case. */
    numberKey: p.text(),
    /** Further forms it is cited by (`numberVariants`): its last digits, and all of them, where these differ from it. */
    numberRun: p
      .text()
      .nullable()
      .generated(`(${variant(`substring(number_key, '([0-9]+)[^0-9]*$')`)}) stored`),
    numberDigits: p
      .text()
      .nullable()
      .generated(`(${variant(`regexp_replace(number_key, '[^0-9]', '', 'g')`)}) stored`),
    kid: p.text().nullable(),
    /** Without the zeros before it and a final `-`: banks drop either (matching 2). */
    kidKey: p.text().nullable().generated(`(ltrim(rtrim(kid, '-'), '0')) stored`),
    amountMinor: p.bigint(),
    openAmountMinor: p.bigint(),
    /** What is left after active matches that `openAmountMinor` does not hold yet (contract 4): triggers keep it true. */
    residualMinor: p.bigint(),
    /** Kind and side as one number: 1 receivable, 2 payable, 3 credit note to a customer, 4 credit note of a supplier. */
    bucket: p
      .smallint()
      .generated(
        `(case when kind = 'credit_note' then 3 else 1 end + case when side = 'payable' then 1 else 0 end) stored`,
      ),
    currency: p.text(),
    issueDate: p.date(),
    dueDate: p.date(),
    party: p.json().$type<InvoiceParty>(),
    partyId: p.text().generated(`(party ->> 'id') stored`),
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
  ...tenancy({ router: 'read' }),
  uniques: [
    ownedKey,
    {
      name: 'matches_one_active',
      properties: ['clientId', 'transactionId'],
      where: `"state" = 'active'`,
    },
  ],
  // What the party's last payments were (matching 4, DATE).
  indexes: [
    {
      name: 'matches_of_party',
      properties: ['clientId', 'partyId', 'bookingDate', 'transactionId', 'lagDays'],
      where: `"state" = 'active'`,
    },
    { name: 'matches_to_check', properties: ['clientId', 'id'], where: 'is_audit_sample' },
    { name: 'matches_by_decider', properties: ['clientId', 'decidedBy', 'createdAt'] },
  ],
  triggers: [
    trigger(
      'matches_state',
      'after update of state on matches for each row when (old.state is distinct from new.state)',
      'match_state_changed',
    ),
  ],
  properties: {
    ...ownedByClient(),
    transactionId: p.uuid(),
    transaction: ownedParent(BankTransaction, 'transaction_id'),
    state: p.enum(() => MatchState).default('active'),
    decidedBy: p.text(),
    evidenceClass: p.text(),
    evidence: p.json().$type<Record<string, unknown>>(),
    /** `unposted`, `posted`; `none`: no invoice, so that there is nothing to post. */
    postingStatus: p.text().default('unposted'),
    /** Kontosync-User of the person who decided, and of who undid it. */
    userRef: p.text().nullable(),
    undoneUserRef: p.text().nullable(),
    /** Drawn when decided, to be checked by a person whatever it is (matching 9). */
    isAuditSample: p.boolean().default(false),
    /** A person has checked what the matcher decided and found it right. */
    confirmedAt: p.datetime().nullable(),
    confirmedUserRef: p.text().nullable(),
    /** Of the first item and of the row, for the party's history. */
    partyId: p.text().nullable(),
    bookingDate: p.date().nullable(),
    /** Days from the due date of that item to the booking; early is negative. */
    lagDays: p.integer().nullable(),
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
  triggers: [
    trigger(
      'allocations_taken',
      'after insert on allocations referencing new table as new_rows for each statement',
      'allocations_taken',
    ),
  ],
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
  ...tenancy({ router: 'read' }),
  uniques: [
    ownedKey,
    { name: 'review_items_one_open', properties: ['clientId', 'transactionId'], where: `"status" = 'open'` },
  ],
  indexes: [{ name: 'review_items_by_status', properties: ['clientId', 'status', 'id'] }],
  properties: {
    ...ownedByClient(),
    transactionId: p.uuid(),
    transaction: ownedParent(BankTransaction, 'transaction_id'),
    kind: p.text(),
    status: p.enum(() => ReviewStatus).default('open'),
    reason: p.text(),
    candidates: p.json().$type<readonly Record<string, unknown>[]>(),
    /** Of the weights that made the probabilities. */
    modelVersion: p.text().nullable(),
    /** What is proposed and why, without probabilities: these move with every invoice, the item only with the proposal. */
    proposalKey: p.text().nullable(),
    version: p.integer().default(1),
    /** Above the client's second limit: what the first of two persons accepted (matching 9). */
    firstAcceptance: p.json().$type<Record<string, unknown>>().nullable(),
    /** Of a language model, for one version of the item: the order to show, a sentence (matching 11). */
    advice: p.json().$type<Record<string, unknown>>().nullable(),
    /** How a person ended it. */
    resolution: p.json().$type<Record<string, unknown>>().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});
export class ReviewItem extends ReviewItemSchema.class {}
ReviewItemSchema.setClass(ReviewItem);
