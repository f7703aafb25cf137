import { defineEntity, p } from '@mikro-orm/core';
import { Match, ReviewItem } from './invoice.ts';
import { ownedByClient, ownedKey, ownedParent, tenancy } from './tenancy.ts';
import { BankTransaction } from './transaction.ts';

export const MatchActionKind = {
  Accept: 'accept',
  Allocate: 'allocate',
  Reject: 'reject',
  NoMatch: 'no_match',
  FirstAcceptance: 'first_acceptance',
  Undo: 'undo',
  Confirm: 'confirm',
  Import: 'import',
} as const;

/**
 * What people decided about rows, in the order of ids: append-only (no role may update or delete), written with the
 * decision. Learning replays it (matching 10).
 */
const MatchActionSchema = defineEntity({
  name: 'MatchAction',
  tableName: 'match_actions',
  ...tenancy(),
  uniques: [ownedKey],
  indexes: [{ name: 'match_actions_of_transaction', properties: ['clientId', 'transactionId', 'id'] }],
  properties: {
    ...ownedByClient(),
    /** A principal's id, and the ERP's id of the person behind it. */
    actor: p.text(),
    userRef: p.text().nullable(),
    action: p.enum(() => MatchActionKind),
    transactionId: p.uuid(),
    transaction: ownedParent(BankTransaction, 'transaction_id'),
    matchId: p.uuid().nullable(),
    match: ownedParent(Match, 'match_id'),
    reviewItemId: p.uuid().nullable(),
    reviewItem: ownedParent(ReviewItem, 'review_item_id'),
    /** What was decided, rejected or undone: `{invoice_id, amount_minor}`. */
    allocations: p.json().$type<readonly Record<string, unknown>[]>(),
    candidateId: p.text().nullable(),
    /** All that the person was shown, with levels and probabilities. */
    shown: p.json().$type<readonly Record<string, unknown>[]>(),
    modelVersion: p.text().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export class MatchAction extends MatchActionSchema.class {}
MatchActionSchema.setClass(MatchAction);
