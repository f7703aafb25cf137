import { Migration } from '@mikro-orm/migrations';
import { initialGrants } from '../grants.ts';

export class Migration20261124000000_initial extends Migration {
  override name = 'Migration20261124000000_initial';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "api_keys" ("id" text not null, "name" text not null, "secret_sha256" bytea not null, "scopes" jsonb not null, "all_clients" boolean not null default false, "client_ids" jsonb not null default '[]', "created_at" timestamptz not null default now(), "expires_at" timestamptz null, "revoked_at" timestamptz null, "last_used_at" timestamptz null, primary key ("id"));`,
    );

    this.addSql(
      `create table "audit_entries" ("id" uuid not null, "client_id" uuid not null, "kind" text not null, "actor" text not null, "action" text not null, "subject_id" text null, "data" jsonb not null, "created_at" timestamptz not null default now(), primary key ("id"));`,
    );
    this.addSql(`create index "audit_entries_by_time" on "audit_entries" ("client_id", "created_at");`);

    this.addSql(
      `create table "bank_connections" ("id" uuid not null, "client_id" uuid not null, "bank" text not null, "connection_status" text not null, "status_reason" text null, "status_changed_at" timestamptz not null default now(), "connected_at" timestamptz null, "auto_sync_enabled" boolean not null default true, "sync_frequency_hours" int not null default 24, "last_attempt_at" timestamptz null, "last_sync_at" timestamptz null, "leased_until" timestamptz null, "claim_id" uuid null, "total_transactions_imported" bigint not null default 0, "consent_expires_at" timestamptz null, "revoke_confirmed_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), primary key ("id"));`,
    );
    this.addSql(
      `alter table "bank_connections" add constraint "bank_connections_client_id_id_unique" unique ("client_id", "id");`,
    );
    this.addSql(
      `alter table "bank_connections" add constraint "bank_connections_frequency" check (sync_frequency_hours >= 8 and sync_frequency_hours <= 8760);`,
    );
    this.addSql(
      `alter table "bank_connections" add constraint "bank_connections_connection_status_check" check ("connection_status" in ('awaiting_auth', 'grant_pending', 'active', 'expiring', 'needs_reconsent', 'needs_operator', 'revoking', 'revoked', 'abandoned'));`,
    );

    this.addSql(
      `create table "bank_accounts" ("id" uuid not null, "client_id" uuid not null, "connection_id" uuid not null, "identity" text not null, "iban" text null, "bban" text null, "currency" text not null, "name" text null, "bank_account_id" text not null, "external_id" text null, "sync_enabled" boolean not null default true, "status" text not null default 'active', "history_from" date null, "match_from" date null, "last_covered_date" date null, "fence" bigint not null default 0, "balances" jsonb null, "balances_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), primary key ("id"));`,
    );
    this.addSql(
      `alter table "bank_accounts" add constraint "bank_accounts_client_id_id_unique" unique ("client_id", "id");`,
    );
    this.addSql(
      `alter table "bank_accounts" add constraint "bank_accounts_identity" unique ("client_id", "identity", "currency");`,
    );
    this.addSql(
      `alter table "bank_accounts" add constraint "bank_accounts_status_check" check ("status" in ('active', 'closed'));`,
    );

    this.addSql(
      `create table "authorization_attempts" ("id" uuid not null, "client_id" uuid not null, "connection_id" uuid not null, "status" text not null, "state_hash" bytea not null, "principal_id" text not null, "initiator_ref_hash" bytea null, "redirect_uri" text not null, "scope" text not null, "return_url" text null, "ciphertext" text null, "code_ciphertext" text null, "url_ciphertext" text null, "key_id" text not null, "kdf_salt" bytea not null, "kdf_iterations" int not null, "code_hmac" bytea null, "wrong_codes" int not null default 0, "offered_accounts" jsonb null, "chosen_accounts" jsonb null, "failure_code" text null, "psu_ip_address" text null, "expires_at" timestamptz not null, "grant_expires_at" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), primary key ("id"));`,
    );
    this.addSql(
      `alter table "authorization_attempts" add constraint "authorization_attempts_client_id_id_unique" unique ("client_id", "id");`,
    );
    this.addSql(
      `alter table "authorization_attempts" add constraint "authorization_attempts_state_hash_unique" unique ("state_hash");`,
    );
    this.addSql(
      `alter table "authorization_attempts" add constraint "authorization_attempts_status_check" check ("status" in ('initiated', 'consumed', 'granted', 'connected', 'expired', 'failed'));`,
    );

    this.addSql(
      `create table "bank_grants" ("id" uuid not null, "client_id" uuid not null, "connection_id" uuid not null, "attempt_id" uuid not null, "role" text not null, "version" int not null default 1, "ciphertext" text null, "key_id" text not null, "kdf_salt" bytea not null, "kdf_iterations" int not null, "access_expires_at" timestamptz null, "refresh_expires_at" timestamptz null, "consent_expires_at" timestamptz null, "state" text not null default 'good', "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), primary key ("id"));`,
    );
    this.addSql(
      `alter table "bank_grants" add constraint "bank_grants_client_id_id_unique" unique ("client_id", "id");`,
    );
    this.addSql(
      `create unique index "bank_grants_one_current" on "bank_grants" ("client_id", "connection_id") where "role" = 'current';`,
    );
    this.addSql(
      `alter table "bank_grants" add constraint "bank_grants_one_an_attempt" unique ("client_id", "attempt_id");`,
    );
    this.addSql(
      `alter table "bank_grants" add constraint "bank_grants_role_check" check ("role" in ('pending', 'current', 'retired'));`,
    );

    this.addSql(
      `create table "clients" ("client_id" uuid not null, "name" text null, "org_number" text null, "locale" text not null default 'nb', "notification_emails" jsonb not null default '[]', "return_urls" jsonb not null default '[]', "matching" jsonb not null default '{"mode": "auto"}', "change_seq" bigint not null default 0, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), primary key ("client_id"));`,
    );

    this.addSql(
      `create table "coverage" ("client_id" uuid not null, "account_id" uuid not null, "from_date" date not null, "to_date" date not null, "state" text not null, "reason" text null, "run_id" uuid not null, "updated_at" timestamptz not null default now(), primary key ("client_id", "account_id", "from_date"));`,
    );
    this.addSql(
      `alter table "coverage" add constraint "coverage_state_check" check ("state" in ('complete', 'complete_unverified', 'gap'));`,
    );

    this.addSql(
      `create table "invoices" ("id" uuid not null, "client_id" uuid not null, "external_id" text not null, "kind" text not null, "side" text not null, "number" text not null, "number_key" text not null, "kid" text null, "amount_minor" bigint not null, "open_amount_minor" bigint not null, "currency" text not null, "issue_date" date not null, "due_date" date not null, "party" jsonb not null, "status" text not null, "applied_match_ids" jsonb not null default '[]', "version" bigint null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), primary key ("id"));`,
    );
    this.addSql(`create index "invoices_by_kid" on "invoices" ("client_id", "kid") where "kid" is not null;`);
    this.addSql(`create index "invoices_by_number" on "invoices" ("client_id", "number_key");`);
    this.addSql(`create index "invoices_by_status" on "invoices" ("client_id", "status", "id");`);
    this.addSql(`alter table "invoices" add constraint "invoices_client_id_id_unique" unique ("client_id", "id");`);
    this.addSql(`alter table "invoices" add constraint "invoices_external_id" unique ("client_id", "external_id");`);
    this.addSql(
      `alter table "invoices" add constraint "invoices_amounts" check (amount_minor > 0 and open_amount_minor >= 0);`,
    );
    this.addSql(
      `alter table "invoices" add constraint "invoices_kind_check" check ("kind" in ('receivable', 'payable', 'credit_note'));`,
    );
    this.addSql(
      `alter table "invoices" add constraint "invoices_status_check" check ("status" in ('open', 'closed'));`,
    );

    this.addSql(
      `create table "outbox_events" ("id" uuid not null, "client_id" uuid not null, "type" text not null, "data" jsonb not null, "created_at" timestamptz not null default now(), "delivered_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(
      `create index "outbox_events_undelivered" on "outbox_events" ("created_at") where "delivered_at" is null;`,
    );

    this.addSql(
      `create table "quarantined_entries" ("id" uuid not null, "client_id" uuid not null, "run_id" uuid not null, "account_id" uuid not null, "page_no" int not null, "position" int not null, "reason" text not null, "created_at" timestamptz not null default now(), primary key ("id"));`,
    );
    this.addSql(
      `alter table "quarantined_entries" add constraint "quarantined_entries_place" unique ("client_id", "run_id", "account_id", "page_no", "position");`,
    );

    this.addSql(
      `create table "sync_runs" ("id" uuid not null, "client_id" uuid not null, "connection_id" uuid not null, "trigger" text not null, "status" text not null, "attended" boolean not null, "window_from" date null, "window_to" date null, "fetched" int not null default 0, "new_rows" int not null default 0, "duplicates" int not null default 0, "errors" int not null default 0, "pages" int not null default 0, "empty_reason" text null, "error_code" text null, "retry_at" timestamptz null, "temporal_workflow_id" text not null, "temporal_run_id" text not null, "started_at" timestamptz not null default now(), "finished_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(`create index "sync_runs_by_connection" on "sync_runs" ("client_id", "connection_id", "started_at");`);
    this.addSql(`alter table "sync_runs" add constraint "sync_runs_client_id_id_unique" unique ("client_id", "id");`);
    this.addSql(
      `create unique index "sync_runs_one_open" on "sync_runs" ("client_id", "connection_id") where "status" in ('running', 'parked');`,
    );
    this.addSql(
      `alter table "sync_runs" add constraint "sync_runs_status_check" check ("status" in ('running', 'parked', 'complete', 'complete_unverified', 'partial', 'failed', 'cancelled'));`,
    );

    this.addSql(
      `create table "sync_requests" ("id" uuid not null, "client_id" uuid not null, "connection_id" uuid not null, "run_id" uuid null, "trigger" text not null, "from_date" date null, "to_date" date null, "psu_ip_address" text null, "psu_user_agent" text null, "requested_by" text null, "requested_at" timestamptz not null default now(), primary key ("id"));`,
    );
    this.addSql(
      `create index "sync_requests_waiting" on "sync_requests" ("client_id", "connection_id") where "run_id" is null;`,
    );
    this.addSql(`create index "sync_requests_of_run" on "sync_requests" ("client_id", "run_id");`);
    this.addSql(
      `alter table "sync_requests" add constraint "sync_requests_client_id_id_unique" unique ("client_id", "id");`,
    );

    this.addSql(
      `create table "bank_transactions" ("id" uuid not null, "client_id" uuid not null, "account_id" uuid not null, "booking_date" date not null, "amount_minor" bigint not null, "currency" text not null, "slot" int not null, "status" text not null default 'booked', "value_date" date null, "counterparty_name" text null, "counterparty_account" text null, "text" text null, "kid" text null, "creditor_reference" text null, "end_to_end_id" text null, "entry_reference" text null, "bank_transaction_id" text null, "bank_transaction_code" text null, "archive_reference" text null, "balance_after_minor" bigint null, "original_amount_minor" bigint null, "original_currency" text null, "exchange_rate" text null, "content_sha256" bytea not null, "first_run_id" uuid not null, "last_changed_run_id" uuid not null, "miss_count" int not null default 0, "replaced_by" uuid null, "match_status" text not null default 'unmatched', "ignored_because" text null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), primary key ("id"));`,
    );
    this.addSql(`create index "bank_transactions_by_date" on "bank_transactions" ("client_id", "booking_date", "id");`);
    this.addSql(
      `create index "bank_transactions_waiting" on "bank_transactions" ("client_id", "id") where "match_status" in ('unmatched', 'review') and "status" = 'booked';`,
    );
    this.addSql(
      `create index "bank_transactions_changed_by" on "bank_transactions" ("client_id", "last_changed_run_id");`,
    );
    this.addSql(
      `alter table "bank_transactions" add constraint "bank_transactions_client_id_id_unique" unique ("client_id", "id");`,
    );
    this.addSql(
      `alter table "bank_transactions" add constraint "bank_transactions_slot" unique ("client_id", "account_id", "booking_date", "amount_minor", "currency", "slot");`,
    );
    this.addSql(`alter table "bank_transactions" add constraint "bank_transactions_slot_positive" check (slot > 0);`);
    this.addSql(
      `alter table "bank_transactions" add constraint "bank_transactions_status_check" check ("status" in ('booked', 'withdrawn', 'replaced'));`,
    );
    this.addSql(
      `alter table "bank_transactions" add constraint "bank_transactions_match_status_check" check ("match_status" in ('unmatched', 'review', 'matched', 'ignored'));`,
    );

    this.addSql(
      `create table "review_items" ("id" uuid not null, "client_id" uuid not null, "transaction_id" uuid not null, "kind" text not null, "status" text not null default 'open', "reason" text not null, "candidates" jsonb not null, "version" int not null default 1, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), primary key ("id"));`,
    );
    this.addSql(
      `alter table "review_items" add constraint "review_items_client_id_id_unique" unique ("client_id", "id");`,
    );
    this.addSql(
      `create unique index "review_items_one_open" on "review_items" ("client_id", "transaction_id") where "status" = 'open';`,
    );
    this.addSql(
      `alter table "review_items" add constraint "review_items_status_check" check ("status" in ('open', 'resolved'));`,
    );

    this.addSql(
      `create table "matches" ("id" uuid not null, "client_id" uuid not null, "transaction_id" uuid not null, "state" text not null default 'active', "decided_by" text not null, "evidence_class" text not null, "evidence" jsonb not null, "posting_status" text not null default 'unposted', "created_at" timestamptz not null default now(), "undone_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(`alter table "matches" add constraint "matches_client_id_id_unique" unique ("client_id", "id");`);
    this.addSql(
      `create unique index "matches_one_active" on "matches" ("client_id", "transaction_id") where "state" = 'active';`,
    );
    this.addSql(`alter table "matches" add constraint "matches_state_check" check ("state" in ('active', 'undone'));`);

    this.addSql(
      `create table "allocations" ("client_id" uuid not null, "match_id" uuid not null, "invoice_id" uuid not null, "amount_minor" bigint not null, primary key ("client_id", "match_id", "invoice_id"));`,
    );
    this.addSql(`create index "allocations_of_invoice" on "allocations" ("client_id", "invoice_id");`);
    this.addSql(`alter table "allocations" add constraint "allocations_positive" check (amount_minor > 0);`);

    this.addSql(
      `create table "bank_transaction_revisions" ("id" uuid not null, "client_id" uuid not null, "transaction_id" uuid not null, "run_id" uuid not null, "before" jsonb not null, "after" jsonb not null, "reason" text not null, "created_at" timestamptz not null default now(), primary key ("id"));`,
    );
    this.addSql(
      `create index "bank_transaction_revisions_of_row" on "bank_transaction_revisions" ("client_id", "transaction_id", "id");`,
    );

    this.addSql(
      `create table "bank_transaction_aliases" ("client_id" uuid not null, "account_id" uuid not null, "kind" text not null, "value" text not null, "transaction_id" uuid not null, "created_at" timestamptz not null default now(), primary key ("client_id", "account_id", "kind", "value"));`,
    );

    this.addSql(
      `create table "sync_run_accounts" ("client_id" uuid not null, "run_id" uuid not null, "account_id" uuid not null, "window_from" date not null, "window_to" date not null, "fence" bigint not null default 0, "state" text not null default 'reading', "outcome" text null, "code" text null, "cursor" text null, "pages" int not null default 0, "rows" int not null default 0, "fetched" int not null default 0, "new_rows" int not null default 0, "duplicates" int not null default 0, "errors" int not null default 0, "changed_rows" int not null default 0, primary key ("client_id", "run_id", "account_id"));`,
    );
    this.addSql(
      `alter table "sync_run_accounts" add constraint "sync_run_accounts_state_check" check ("state" in ('reading', 'staged', 'merged', 'partial', 'parked'));`,
    );

    this.addSql(
      `create table "sync_pages" ("client_id" uuid not null, "run_id" uuid not null, "account_id" uuid not null, "purpose" text not null, "page_no" int not null, "page_key" text not null, "body_sha256" bytea not null, "body" bytea not null, "key_id" text not null, "kdf_salt" bytea not null, "kdf_iterations" int not null, "fetched_at" timestamptz not null default now(), primary key ("client_id", "run_id", "account_id", "purpose", "page_no"));`,
    );

    this.addSql(
      `create table "transaction_changes" ("client_id" uuid not null, "seq" bigint not null, "transaction_id" uuid not null, "change" text not null, "created_at" timestamptz not null default now(), primary key ("client_id", "seq"));`,
    );
    this.addSql(
      `alter table "transaction_changes" add constraint "transaction_changes_change_check" check ("change" in ('created', 'updated', 'withdrawn', 'replaced', 'match_changed'));`,
    );

    this.addSql(
      `alter table "bank_accounts" add constraint "bank_accounts_client_id_connection_id_foreign" foreign key ("client_id", "connection_id") references "bank_connections" ("client_id", "id") on delete restrict;`,
    );

    this.addSql(
      `alter table "authorization_attempts" add constraint "authorization_attempts_client_id_connection_id_foreign" foreign key ("client_id", "connection_id") references "bank_connections" ("client_id", "id") on delete restrict;`,
    );

    this.addSql(
      `alter table "bank_grants" add constraint "bank_grants_client_id_connection_id_foreign" foreign key ("client_id", "connection_id") references "bank_connections" ("client_id", "id") on delete restrict;`,
    );

    this.addSql(
      `alter table "coverage" add constraint "coverage_client_id_account_id_foreign" foreign key ("client_id", "account_id") references "bank_accounts" ("client_id", "id") on delete restrict;`,
    );

    this.addSql(
      `alter table "quarantined_entries" add constraint "quarantined_entries_client_id_account_id_foreign" foreign key ("client_id", "account_id") references "bank_accounts" ("client_id", "id") on delete restrict;`,
    );

    this.addSql(
      `alter table "sync_runs" add constraint "sync_runs_client_id_connection_id_foreign" foreign key ("client_id", "connection_id") references "bank_connections" ("client_id", "id") on delete restrict;`,
    );

    this.addSql(
      `alter table "sync_requests" add constraint "sync_requests_client_id_connection_id_foreign" foreign key ("client_id", "connection_id") references "bank_connections" ("client_id", "id") on delete restrict;`,
    );
    this.addSql(
      `alter table "sync_requests" add constraint "sync_requests_client_id_run_id_foreign" foreign key ("client_id", "run_id") references "sync_runs" ("client_id", "id") on delete restrict;`,
    );

    this.addSql(
      `alter table "bank_transactions" add constraint "bank_transactions_client_id_account_id_foreign" foreign key ("client_id", "account_id") references "bank_accounts" ("client_id", "id") on delete restrict;`,
    );
    this.addSql(
      `alter table "bank_transactions" add constraint "bank_transactions_client_id_first_run_id_foreign" foreign key ("client_id", "first_run_id") references "sync_runs" ("client_id", "id") on delete restrict;`,
    );

    this.addSql(
      `alter table "review_items" add constraint "review_items_client_id_transaction_id_foreign" foreign key ("client_id", "transaction_id") references "bank_transactions" ("client_id", "id") on delete restrict;`,
    );

    this.addSql(
      `alter table "matches" add constraint "matches_client_id_transaction_id_foreign" foreign key ("client_id", "transaction_id") references "bank_transactions" ("client_id", "id") on delete restrict;`,
    );

    this.addSql(
      `alter table "allocations" add constraint "allocations_client_id_match_id_foreign" foreign key ("client_id", "match_id") references "matches" ("client_id", "id") on delete restrict;`,
    );
    this.addSql(
      `alter table "allocations" add constraint "allocations_client_id_invoice_id_foreign" foreign key ("client_id", "invoice_id") references "invoices" ("client_id", "id") on delete restrict;`,
    );

    this.addSql(
      `alter table "bank_transaction_revisions" add constraint "bank_transaction_revisions_client_id_transaction_id_foreign" foreign key ("client_id", "transaction_id") references "bank_transactions" ("client_id", "id") on delete restrict;`,
    );

    this.addSql(
      `alter table "bank_transaction_aliases" add constraint "bank_transaction_aliases_client_id_transaction_id_foreign" foreign key ("client_id", "transaction_id") references "bank_transactions" ("client_id", "id") on delete restrict;`,
    );

    this.addSql(
      `alter table "sync_run_accounts" add constraint "sync_run_accounts_client_id_run_id_foreign" foreign key ("client_id", "run_id") references "sync_runs" ("client_id", "id") on delete restrict;`,
    );
    this.addSql(
      `alter table "sync_run_accounts" add constraint "sync_run_accounts_client_id_account_id_foreign" foreign key ("client_id", "account_id") references "bank_accounts" ("client_id", "id") on delete restrict;`,
    );

    this.addSql(
      `alter table "sync_pages" add constraint "sync_pages_client_id_run_id_account_id_foreign" foreign key ("client_id", "run_id", "account_id") references "sync_run_accounts" ("client_id", "run_id", "account_id") on update cascade on delete restrict;`,
    );

    this.addSql(
      `alter table "transaction_changes" add constraint "transaction_changes_client_id_transaction_id_foreign" foreign key ("client_id", "transaction_id") references "bank_transactions" ("client_id", "id") on delete restrict;`,
    );

    this.addSql(`alter table "audit_entries" enable row level security;`);
    this.addSql(`alter table "audit_entries" force row level security;`);
    this.addSql(
      `create policy "client" on "audit_entries" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`alter table "bank_connections" enable row level security;`);
    this.addSql(`alter table "bank_connections" force row level security;`);
    this.addSql(
      `create policy "client" on "bank_connections" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`create policy "router_read" on "bank_connections" for select to "kontosync_router" using (true);`);
    this.addSql(
      `create policy "router_write" on "bank_connections" for update to "kontosync_router" using (true) with check (true);`,
    );
    this.addSql(`create policy "operator_read" on "bank_connections" for select to "kontosync_operator" using (true);`);
    this.addSql(
      `create policy "operator_write" on "bank_connections" for update to "kontosync_operator" using (true) with check (true);`,
    );
    this.addSql(`alter table "bank_accounts" enable row level security;`);
    this.addSql(`alter table "bank_accounts" force row level security;`);
    this.addSql(
      `create policy "client" on "bank_accounts" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`create policy "router_read" on "bank_accounts" for select to "kontosync_router" using (true);`);
    this.addSql(`alter table "authorization_attempts" enable row level security;`);
    this.addSql(`alter table "authorization_attempts" force row level security;`);
    this.addSql(
      `create policy "client" on "authorization_attempts" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(
      `create policy "router_read" on "authorization_attempts" for select to "kontosync_router" using (true);`,
    );
    this.addSql(`alter table "bank_grants" enable row level security;`);
    this.addSql(`alter table "bank_grants" force row level security;`);
    this.addSql(
      `create policy "client" on "bank_grants" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`alter table "clients" enable row level security;`);
    this.addSql(`alter table "clients" force row level security;`);
    this.addSql(
      `create policy "client" on "clients" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`create policy "router_read" on "clients" for select to "kontosync_router" using (true);`);
    this.addSql(`alter table "coverage" enable row level security;`);
    this.addSql(`alter table "coverage" force row level security;`);
    this.addSql(
      `create policy "client" on "coverage" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`alter table "invoices" enable row level security;`);
    this.addSql(`alter table "invoices" force row level security;`);
    this.addSql(
      `create policy "client" on "invoices" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`alter table "outbox_events" enable row level security;`);
    this.addSql(`alter table "outbox_events" force row level security;`);
    this.addSql(
      `create policy "client" on "outbox_events" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`create policy "router_read" on "outbox_events" for select to "kontosync_router" using (true);`);
    this.addSql(`alter table "quarantined_entries" enable row level security;`);
    this.addSql(`alter table "quarantined_entries" force row level security;`);
    this.addSql(
      `create policy "client" on "quarantined_entries" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`alter table "sync_runs" enable row level security;`);
    this.addSql(`alter table "sync_runs" force row level security;`);
    this.addSql(
      `create policy "client" on "sync_runs" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`create policy "router_read" on "sync_runs" for select to "kontosync_router" using (true);`);
    this.addSql(`alter table "sync_requests" enable row level security;`);
    this.addSql(`alter table "sync_requests" force row level security;`);
    this.addSql(
      `create policy "client" on "sync_requests" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`create policy "router_read" on "sync_requests" for select to "kontosync_router" using (true);`);
    this.addSql(`alter table "bank_transactions" enable row level security;`);
    this.addSql(`alter table "bank_transactions" force row level security;`);
    this.addSql(
      `create policy "client" on "bank_transactions" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`create policy "router_read" on "bank_transactions" for select to "kontosync_router" using (true);`);
    this.addSql(
      `create policy "operator_read" on "bank_transactions" for select to "kontosync_operator" using (true);`,
    );
    this.addSql(`alter table "review_items" enable row level security;`);
    this.addSql(`alter table "review_items" force row level security;`);
    this.addSql(
      `create policy "client" on "review_items" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`alter table "matches" enable row level security;`);
    this.addSql(`alter table "matches" force row level security;`);
    this.addSql(
      `create policy "client" on "matches" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`alter table "allocations" enable row level security;`);
    this.addSql(`alter table "allocations" force row level security;`);
    this.addSql(
      `create policy "client" on "allocations" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`alter table "bank_transaction_revisions" enable row level security;`);
    this.addSql(`alter table "bank_transaction_revisions" force row level security;`);
    this.addSql(
      `create policy "client" on "bank_transaction_revisions" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`alter table "bank_transaction_aliases" enable row level security;`);
    this.addSql(`alter table "bank_transaction_aliases" force row level security;`);
    this.addSql(
      `create policy "client" on "bank_transaction_aliases" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`alter table "sync_run_accounts" enable row level security;`);
    this.addSql(`alter table "sync_run_accounts" force row level security;`);
    this.addSql(
      `create policy "client" on "sync_run_accounts" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`alter table "sync_pages" enable row level security;`);
    this.addSql(`alter table "sync_pages" force row level security;`);
    this.addSql(
      `create policy "client" on "sync_pages" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`alter table "transaction_changes" enable row level security;`);
    this.addSql(`alter table "transaction_changes" force row level security;`);
    this.addSql(
      `create policy "client" on "transaction_changes" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    for (const grant of initialGrants) this.addSql(grant);
  }
}
