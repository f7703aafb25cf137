/** What a merge or a read leaves to a person (ledger 5 to 8). */
export const ledgerTaskKinds = [
  'coverage_gap',
  'history_not_reached',
  'row_withdrawn_after_match',
  'row_replaced_after_match',
  'row_changed_after_match',
  'equal_row_after_withdrawal',
  'withdrawal_not_provable',
  'missed_row_out_of_reach',
  'unsettled_date_out_of_reach',
  'balance_differs',
  'entries_unreadable',
  'pages_without_end',
] as const;
export type LedgerTaskKind = (typeof ledgerTaskKinds)[number];

export interface LedgerTask {
  readonly kind: LedgerTaskKind;
  /** Within the account: the same subject is the same task, however often it is found again. */
  readonly subject: string;
  /** Rows of the ledger; an insert of the same plan by its place. */
  readonly rows: readonly ({ readonly storedId: string } | { readonly insert: number })[];
  /** Dates, counts and codes; no text of the bank. */
  readonly data: Readonly<Record<string, string | number | null>>;
}
