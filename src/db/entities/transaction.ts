import { defineEntity, p } from '@mikro-orm/core';
import { BankAccount } from './account.ts';
import { SyncRun } from './syncRun.ts';
import { ownedByClient, ownedKey, ownedParent, tenancy } from './tenancy.ts';

export const TransactionStatus = { Booked: 'booked', Withdrawn: 'withdrawn', Replaced: 'replaced' } as const;
export const MatchStatus = {
  Unmatched: 'unmatched',
  Review: 'review',
  Matched: 'matched',
  Ignored: 'ignored',
} as const;

/**
 * A booked row. Its identity is the bucket (account, booking date, signed minor amount, currency) and a slot in it that
 * is never used again; ids and texts of the bank are details (ledger 2).
 */
const TransactionSchema = defineEntity({
  name: 'BankTransaction',
  tableName: 'bank_transactions',
  ...tenancy({ router: 'read', operator: 'read' }),
  uniques: [
    ownedKey,
    {
      name: 'bank_transactions_slot',
      properties: ['clientId', 'accountId', 'bookingDate', 'amountMinor', 'currency', 'slot'],
    },
  ],
  indexes: [
    { name: 'bank_transactions_by_date', properties: ['clientId', 'bookingDate', 'id'] },
    {
      // In the order in which they are decided (contract 4).
      name: 'bank_transactions_waiting',
      properties: ['clientId', 'bookingDate', 'id'],
      where: `"match_status" in ('unmatched', 'review') and "status" = 'booked'`,
    },
    // What became of a payer's earlier rows (matching 5).
    {
      name: 'bank_transactions_matched_by_account',
      properties: ['clientId', 'counterpartyAccount'],
      where: `"match_status" = 'matched' and "counterparty_account" is not null`,
    },
    {
      name: 'bank_transactions_matched_by_name',
      properties: ['clientId', 'counterpartyName'],
      where: `"match_status" = 'matched' and "counterparty_name" is not null`,
    },
    { name: 'bank_transactions_changed_by', properties: ['clientId', 'lastChangedRunId'] },
  ],
  checks: [{ name: 'bank_transactions_slot_positive', expression: 'slot > 0' }],
  properties: {
    ...ownedByClient(),
    accountId: p.uuid(),
    account: ownedParent(BankAccount, 'account_id'),
    bookingDate: p.date(),
    amountMinor: p.bigint(),
    currency: p.text(),
    slot: p.integer(),
    status: p.enum(() => TransactionStatus).default('booked'),
    valueDate: p.date().nullable(),
    counterpartyName: p.text().nullable(),
    counterpartyAccount: p.text().nullable(),
    text: p.text().nullable(),
    kid: p.text().nullable(),
    creditorReference: p.text().nullable(),
    endToEndId: p.text().nullable(),
    entryReference: p.text().nullable(),
    bankTransactionId: p.text().nullable(),
    bankTransactionCode: p.text().nullable(),
    archiveReference: p.text().nullable(),
    balanceAfterMinor: p.bigint().nullable(),
    originalAmountMinor: p.bigint().nullable(),
    originalCurrency: p.text().nullable(),
    exchangeRate: p.text().nullable(),
    contentSha256: p.blob(),
    firstRunId: p.uuid(),
    firstRun: ownedParent(SyncRun, 'first_run_id'),
    lastChangedRunId: p.uuid(),
    /** The account's merge that inserted it. */
    firstMerge: p.bigint().defaultRaw('0'),
    /** Complete reads in a row that did not show it, since which merge, and since which day (ledger 6, step 5). */
    missCount: p.integer().default(0),
    missedSinceMerge: p.bigint().nullable(),
    firstMissedOn: p.date().nullable(),
    replacedBy: p.uuid().nullable(),
    /** The missed row that this one seems to correct: held back from matching until that is settled (ledger 6, step 6). */
    replaces: p.uuid().nullable(),
    matchStatus: p.enum(() => MatchStatus).default('unmatched'),
    ignoredBecause: p.text().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});
export class BankTransaction extends TransactionSchema.class {}
TransactionSchema.setClass(BankTransaction);

/** Under id policy `proven`: every bank id ever seen for a row (ledger 4). */
const AliasSchema = defineEntity({
  name: 'BankTransactionAlias',
  tableName: 'bank_transaction_aliases',
  ...tenancy(),
  properties: {
    clientId: p.uuid().primary(),
    accountId: p.uuid().primary(),
    kind: p.text().primary(),
    value: p.text().primary(),
    transactionId: p.uuid(),
    transaction: ownedParent(BankTransaction, 'transaction_id'),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export class BankTransactionAlias extends AliasSchema.class {}
AliasSchema.setClass(BankTransactionAlias);

/** Append-only: one for each change of details or status. */
const RevisionSchema = defineEntity({
  name: 'BankTransactionRevision',
  tableName: 'bank_transaction_revisions',
  ...tenancy(),
  indexes: [{ name: 'bank_transaction_revisions_of_row', properties: ['clientId', 'transactionId', 'id'] }],
  properties: {
    ...ownedByClient(),
    transactionId: p.uuid(),
    transaction: ownedParent(BankTransaction, 'transaction_id'),
    runId: p.uuid(),
    before: p.json().$type<Record<string, unknown>>(),
    after: p.json().$type<Record<string, unknown>>(),
    reason: p.text(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export class BankTransactionRevision extends RevisionSchema.class {}
RevisionSchema.setClass(BankTransactionRevision);

export const ChangeKind = {
  Created: 'created',
  Updated: 'updated',
  Withdrawn: 'withdrawn',
  Replaced: 'replaced',
  MatchChanged: 'match_changed',
} as const;

/** The feed of `/transactions/changes`, numbered for each client in the order of commits (`Client.changeSeq`). */
const ChangeSchema = defineEntity({
  name: 'TransactionChange',
  tableName: 'transaction_changes',
  ...tenancy(),
  properties: {
    clientId: p.uuid().primary(),
    seq: p.bigint().primary(),
    transactionId: p.uuid(),
    transaction: ownedParent(BankTransaction, 'transaction_id'),
    change: p.enum(() => ChangeKind),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export class TransactionChange extends ChangeSchema.class {}
ChangeSchema.setClass(TransactionChange);

export const CoverageState = {
  Complete: 'complete',
  CompleteUnverified: 'complete_unverified',
  Gap: 'gap',
} as const;

/** What the bank showed of a date whose rows are all settled: shown again, the date is left alone (ledger 6, step 2). */
const DayDigestSchema = defineEntity({
  name: 'DayDigest',
  tableName: 'day_digests',
  ...tenancy(),
  properties: {
    clientId: p.uuid().primary(),
    accountId: p.uuid().primary(),
    account: ownedParent(BankAccount, 'account_id'),
    date: p.date().primary(),
    digest: p.blob(),
    entries: p.integer(),
    rulesVersion: p.integer(),
    lastRunId: p.uuid(),
  },
});
export class DayDigest extends DayDigestSchema.class {}
DayDigestSchema.setClass(DayDigest);

/** A date with a row that was missed, or a count that is not sure: the longest waiting is read again first (ledger 5). */
const UnsettledDateSchema = defineEntity({
  name: 'UnsettledDate',
  tableName: 'unsettled_dates',
  ...tenancy(),
  properties: {
    clientId: p.uuid().primary(),
    accountId: p.uuid().primary(),
    account: ownedParent(BankAccount, 'account_id'),
    date: p.date().primary(),
    reason: p.text(),
    since: p.date(),
  },
});
export class UnsettledDate extends UnsettledDateSchema.class {}
UnsettledDateSchema.setClass(UnsettledDate);

/** What the bank has reserved and not booked: replaced as a set, never counted, never matched (ledger 6, step 8). */
const PendingSchema = defineEntity({
  name: 'PendingTransaction',
  tableName: 'pending_transactions',
  ...tenancy(),
  properties: {
    clientId: p.uuid().primary(),
    accountId: p.uuid().primary(),
    account: ownedParent(BankAccount, 'account_id'),
    position: p.integer().primary(),
    runId: p.uuid(),
    bankTransactionId: p.text().nullable(),
    bookingDate: p.date().nullable(),
    valueDate: p.date().nullable(),
    /** As the bank wrote it: an instant, or a local time without its offset. */
    enteredAt: p.text().nullable(),
    amountMinor: p.bigint(),
    currency: p.text(),
    counterpartyName: p.text().nullable(),
    counterpartyAccount: p.text().nullable(),
    text: p.text().nullable(),
    kid: p.text().nullable(),
    /** The booked row that it seems to have become, for display. */
    bookedTransactionId: p.uuid().nullable(),
  },
});
export class PendingTransaction extends PendingSchema.class {}
PendingSchema.setClass(PendingTransaction);

/** Which dates of an account were read whole, and by which run (ledger 7). */
const CoverageSchema = defineEntity({
  name: 'Coverage',
  tableName: 'coverage',
  ...tenancy(),
  properties: {
    clientId: p.uuid().primary(),
    accountId: p.uuid().primary(),
    account: ownedParent(BankAccount, 'account_id'),
    fromDate: p.date().primary(),
    toDate: p.date(),
    state: p.enum(() => CoverageState),
    reason: p.text().nullable(),
    runId: p.uuid(),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});
export class Coverage extends CoverageSchema.class {}
CoverageSchema.setClass(Coverage);

/** An entry of a page that cannot be understood: kept, counted, never dropped (ledger 8). */
const QuarantineSchema = defineEntity({
  name: 'QuarantinedEntry',
  tableName: 'quarantined_entries',
  ...tenancy({ router: 'read' }),
  uniques: [
    { name: 'quarantined_entries_place', properties: ['clientId', 'runId', 'accountId', 'pageNo', 'position'] },
  ],
  indexes: [{ name: 'quarantined_entries_of_account', properties: ['clientId', 'accountId', 'rawSha256'] }],
  properties: {
    ...ownedByClient(),
    runId: p.uuid(),
    accountId: p.uuid(),
    account: ownedParent(BankAccount, 'account_id'),
    pageNo: p.integer(),
    position: p.integer(),
    reason: p.text(),
    /** Where the entry tells it. Without one it may be a row of any date of the window. */
    bookingDate: p.date().nullable(),
    /** What the bank sent, encrypted, longer than its page is kept; the digest names it when it comes again. */
    raw: p.blob().nullable(),
    rawSha256: p.blob().nullable(),
    keyId: p.text().nullable(),
    kdfSalt: p.blob().nullable(),
    kdfIterations: p.integer().nullable(),
    /** A person took it as it is: it holds nothing back any more. */
    acceptedAt: p.datetime().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export class QuarantinedEntry extends QuarantineSchema.class {}
QuarantineSchema.setClass(QuarantinedEntry);
