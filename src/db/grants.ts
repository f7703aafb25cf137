/**
 * What each runtime role may do (C-5, C-18), as statements of the first migration; a later table brings its own. No
 * runtime role owns a table, and none may update or delete the audit.
 */
export const initialGrants: readonly string[] = [
  'grant usage on schema public to kontosync_app, kontosync_worker, kontosync_router, kontosync_operator',
  'grant select, insert, update on clients, bank_connections, authorization_attempts, invoices to kontosync_app',
  'grant select, insert, update on clients, bank_connections, authorization_attempts, invoices to kontosync_worker',
  'grant select, insert on sync_requests to kontosync_app',
  'grant select on bank_accounts, sync_runs, sync_run_accounts, bank_transactions, transaction_changes to kontosync_app',
  'grant select on coverage, matches, allocations, review_items, bank_transaction_revisions to kontosync_app',
  // What the ERP decides about an account, and its cut-over, which is part of the feed.
  'grant update (sync_enabled, external_id, match_from, updated_at) on bank_accounts to kontosync_app',
  'grant update (match_status, ignored_because, updated_at) on bank_transactions to kontosync_app',
  'grant insert on transaction_changes to kontosync_app',
  'grant select, insert, update on bank_grants, bank_accounts, sync_runs, sync_requests, sync_run_accounts to kontosync_worker',
  'grant select, insert, update on bank_transactions, bank_transaction_aliases, matches, review_items to kontosync_worker',
  'grant select, insert, update, delete on sync_pages, coverage to kontosync_worker',
  'grant select, insert on bank_transaction_revisions, transaction_changes, quarantined_entries, allocations to kontosync_worker',
  'grant update (posting_status) on matches to kontosync_app',
  'grant insert on outbox_events, audit_entries to kontosync_app, kontosync_worker',
  'grant select on outbox_events, audit_entries to kontosync_app',
  // Across clients: ids, states and times, no content.
  'grant select, insert, update on api_keys to kontosync_router',
  'grant select on mikro_orm_migrations to kontosync_router', // whether the schema is the code's (E-1)
  'grant select (client_id) on clients to kontosync_router',
  `grant select (id, client_id, bank, connection_status, auto_sync_enabled, sync_frequency_hours, last_attempt_at,
     leased_until, claim_id, created_at, consent_expires_at), update (leased_until, claim_id)
   on bank_connections to kontosync_router`,
  'grant select (id, client_id, connection_id, state_hash, status, expires_at) on authorization_attempts to kontosync_router',
  'grant select (id, client_id, connection_id) on bank_accounts to kontosync_router',
  'grant select (id, client_id) on bank_transactions to kontosync_router',
  'grant select (id, client_id, connection_id, status, error_code, retry_at, started_at, finished_at) on sync_runs to kontosync_router',
  'grant select (id, client_id, connection_id, run_id, requested_at) on sync_requests to kontosync_router',
  'grant select (id, client_id, type, created_at, delivered_at) on outbox_events to kontosync_router',
  // Operators (contract 3.3)
  'grant select on bank_connections, bank_transactions to kontosync_operator',
  'grant update (sync_frequency_hours, auto_sync_enabled) on bank_connections to kontosync_operator',
];
