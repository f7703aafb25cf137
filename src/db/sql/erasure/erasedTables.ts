/**
 * What an erasure takes, each table before those that its rows refer to. `bank_transactions` goes with `moveTransactions`,
 * `clients` last of all. A test compares it with the schema.
 */
export const erasedTables = [
  'match_actions',
  'match_vetoes',
  'match_advice',
  'allocations',
  'matches',
  'review_items',
  'transaction_lines',
  'transaction_changes',
  'bank_transaction_revisions',
  'bank_transaction_aliases',
  'bank_transactions',
  'pending_transactions',
  'unsettled_dates',
  'day_digests',
  'coverage',
  'quarantined_entries',
  'unattended_bank_reads',
  'sync_pages',
  'sync_rereads',
  'sync_run_accounts',
  'sync_requests',
  'sync_runs',
  'bank_accounts',
  'tasks',
  'mails',
  'bank_grants',
  'authorization_attempts',
  'bank_connections',
  'invoices',
  'party_keys',
  'parties',
  'idempotency_keys',
] as const;

export type ErasedTable = (typeof erasedTables)[number];

/**
 * What outlives it: ids, counts and hashes, and rows that the law asks for. Events are still to be delivered; the policies
 * let them go after 30 days.
 */
export const keptTables = [
  'outbox_events',
  'webhook_deliveries',
  'audit_entries',
  'audit_seals',
  'audit_checks',
  'held_transactions',
] as const;
