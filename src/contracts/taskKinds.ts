import type { ConnectionTaskKind } from '../domain/connectionTask.ts';
import type { LedgerTaskKind } from '../domain/ledger/ledgerTask.ts';
import type { TaskKind as MatchingTaskKind } from '../domain/matching/decision.ts';
import type { Actor } from './errorCodes.ts';

/** What a person needs to know about a kind of task, in words. */
export interface TaskKindEntry {
  readonly title: string;
  readonly hint: string;
  /** Who must do something; null: to be read and closed. */
  readonly act: Actor;
}

/**
 * Work for a person that is no match (contract 3.2): kind → what is the matter, what to do, who. The answers of
 * `/api/v1/tasks` are made from this table.
 */
export const taskKinds: Readonly<Record<LedgerTaskKind | ConnectionTaskKind | MatchingTaskKind, TaskKindEntry>> = {
  consent_to_renew: {
    title: 'The consent at the bank ends, or has ended',
    hint: 'Let the person consent again: POST /api/dnb/connections/{connection_id}/reconsent. Rows and matches stay; the task ends with the new consent.',
    act: 'user',
  },
  state_past_limit: {
    title: 'A connection is in its state for longer than it may be',
    hint: 'The operator opens the workflow connection/<connection_id> in the Temporal Web UI; the status and since when are in `data`. The engine has tried to start it anew.',
    act: 'operator',
  },
  operator_did_not_act: {
    title: 'A connection has waited for an operator for four hours',
    hint: 'The operator reads `status_reason` of the connection and the last run, and mends the cause; a new consent by the person sets the connection to work again.',
    act: 'operator',
  },
  run_past_limit: {
    title: 'A sync has been open for longer than it may be',
    hint: 'The operator opens the run by its link. One whose workflow is gone is taken up again by itself.',
    act: 'operator',
  },
  sync_overdue: {
    title: 'A connection was not synced completely within its time',
    hint: 'The operator looks at the last runs of the connection, and whether the Schedules nightly-sync and sync-due run.',
    act: 'operator',
  },
  account_gone: {
    title: 'The bank no longer knows an account',
    hint: 'Nothing is left to do where it was closed; else let the person renew the consent with this account. Its rows stay.',
    act: 'user',
  },
  coverage_gap: {
    title: 'Dates of the account were not read',
    hint: 'Start POST /api/dnb/sync with `from_date` at the first date of the gap while a person is present; the task ends when the dates have been read.',
    act: 'user',
  },
  history_not_reached: {
    title: 'The bank gave less history than was asked for',
    hint: 'Let the person renew the consent and sync right after it, which reaches furthest; else take the older rows from another source.',
    act: 'user',
  },
  row_withdrawn_after_match: {
    title: 'The bank no longer shows a transaction that was matched',
    hint: 'Look whether the payment was reversed; undo the match and the posting where it was, then close the task.',
    act: 'user',
  },
  row_replaced_after_match: {
    title: 'The bank corrected a transaction that was matched',
    hint: 'Compare both transactions, move the match and the posting to the new one, then close the task.',
    act: 'user',
  },
  row_changed_after_match: {
    title: 'The bank changed the details of a transaction that was decided about',
    hint: 'Compare its history with the match or with why it was ignored, then close the task.',
    act: 'user',
  },
  equal_row_after_withdrawal: {
    title: 'A withdrawn transaction that was matched came back as a new one',
    hint: 'Move the match to the new transaction where both are the same payment, then close the task.',
    act: 'user',
  },
  withdrawal_not_provable: {
    title: 'The bank no longer shows a transaction, and nothing proves that it was taken back',
    hint: "Look in the bank's own pages; the row stays booked until the bank shows the dates around it again.",
    act: 'user',
  },
  missed_row_out_of_reach: {
    title: 'A transaction that the bank stopped showing is now older than what it gives',
    hint: "Look in the bank's own pages whether it stands; sync with a person present reaches further back.",
    act: 'user',
  },
  unsettled_date_out_of_reach: {
    title: 'What the bank showed for a date stayed in doubt until the date was older than what it gives',
    hint: "Compare the date in `data` with the bank's own pages; sync with a person present reaches further back.",
    act: 'user',
  },
  balance_differs: {
    title: "The bank's balance and the transactions do not add up",
    hint: "Compare the account with the bank's statement around the date in `data`; ignored transactions count as well.",
    act: 'user',
  },
  entries_unreadable: {
    title: 'The bank sent entries that cannot be understood',
    hint: 'Look at the entries at the bank. Closing the task accepts that they stay out: dates with such entries then may lose rows again.',
    act: 'operator',
  },
  conflicting_references: {
    title: 'A payment names one invoice by its KID and another by its number',
    hint: 'Ask the payer which of them was meant, then allocate the payment by hand: POST /api/v1/matches.',
    act: 'user',
  },
  possible_double_payment: {
    title: 'An invoice that is paid was perhaps paid again',
    hint: 'Compare both payments; pay the second one back, or allocate it to another invoice: POST /api/v1/matches.',
    act: 'user',
  },
  unknown_kid: {
    title: 'A payment came with a KID that no invoice carries',
    hint: 'Look whether the invoice was sent to Kontosync, or the payer mistyped; then allocate the payment by hand, or send the invoice.',
    act: 'user',
  },
  sum_post_without_details: {
    title: 'A sum of many payments was booked as one transaction',
    hint: 'Send its parts from the OCR or settlement file: POST /api/v1/transactions/{id}/details. Each is then matched as a payment of its own.',
    act: 'user',
  },
  pages_without_end: {
    title: 'The bank sends pages of the account without end',
    hint: 'The operator opens the run by its link; the next sync reads the window again.',
    act: 'operator',
  },
};

const unknownKind: TaskKindEntry = {
  title: 'Something needs a person',
  hint: 'See `data`, and the run by its link.',
  act: 'operator',
};

/** The table's entry; a kind that a newer version wrote is an operator's work, never hidden. */
export const taskKindEntry = (kind: string): TaskKindEntry =>
  new Map(Object.entries(taskKinds)).get(kind) ?? unknownKind;
