import { Migration } from '@mikro-orm/migrations';

export class Migration20261125044708_ledger extends Migration {
  override name = 'Migration20261125044708_ledger';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "day_digests" ("client_id" uuid not null, "account_id" uuid not null, "date" date not null, "digest" bytea not null, "entries" int not null, "rules_version" int not null, "last_run_id" uuid not null, primary key ("client_id", "account_id", "date"));`,
    );

    this.addSql(
      `create table "pending_transactions" ("client_id" uuid not null, "account_id" uuid not null, "position" int not null, "run_id" uuid not null, "bank_transaction_id" text null, "booking_date" date null, "value_date" date null, "entered_at" text null, "amount_minor" bigint not null, "currency" text not null, "counterparty_name" text null, "counterparty_account" text null, "text" text null, "kid" text null, "booked_transaction_id" uuid null, primary key ("client_id", "account_id", "position"));`,
    );

    this.addSql(
      `create table "sync_rereads" ("client_id" uuid not null, "run_id" uuid not null, "account_id" uuid not null, "read_no" int not null, "target_date" date not null, "from_date" date not null, "state" text not null default 'asked', "cursor" text null, "pages" int not null default 0, primary key ("client_id", "run_id", "account_id", "read_no"));`,
    );

    this.addSql(
      `create table "tasks" ("id" uuid not null, "client_id" uuid not null, "kind" text not null, "subject" text not null, "status" text not null default 'open', "connection_id" uuid null, "account_id" uuid null, "run_id" uuid null, "transaction_ids" jsonb not null default '[]', "data" jsonb not null default '{}', "created_at" timestamptz not null default now(), "closed_at" timestamptz null, "closed_by" text null, primary key ("id"));`,
    );
    this.addSql(`create index "tasks_by_status" on "tasks" ("client_id", "status", "id");`);
    this.addSql(`alter table "tasks" add constraint "tasks_client_id_id_unique" unique ("client_id", "id");`);
    this.addSql(`create unique index "tasks_one_open" on "tasks" ("client_id", "subject") where "status" = 'open';`);

    this.addSql(
      `create table "unattended_bank_reads" ("client_id" uuid not null, "account_id" uuid not null, "endpoint" text not null, "bank_day" date not null, "used" int not null, "closed" boolean not null default false, primary key ("client_id", "account_id", "endpoint", "bank_day"));`,
    );

    this.addSql(
      `create table "unsettled_dates" ("client_id" uuid not null, "account_id" uuid not null, "date" date not null, "reason" text not null, "since" date not null, primary key ("client_id", "account_id", "date"));`,
    );

    this.addSql(`alter table "bank_connections" add "id_policy" jsonb null;`);

    this.addSql(
      `alter table "bank_accounts" add "achieved_from" date null, add "last_deep_on" date null, add "merges" bigint not null default 0, add "balance_check" jsonb null, add "pending_at" timestamptz null;`,
    );

    this.addSql(
      `alter table "quarantined_entries" add "booking_date" date null, add "raw" bytea null, add "raw_sha256" bytea null, add "key_id" text null, add "kdf_salt" bytea null, add "kdf_iterations" int null, add "accepted_at" timestamptz null;`,
    );
    this.addSql(
      `create index "quarantined_entries_of_account" on "quarantined_entries" ("client_id", "account_id", "raw_sha256");`,
    );

    this.addSql(
      `alter table "bank_transactions" add "first_merge" bigint not null default 0, add "missed_since_merge" bigint null, add "first_missed_on" date null, add "replaces" uuid null;`,
    );

    this.addSql(
      `alter table "sync_run_accounts" add "withdrawn_rows" int not null default 0, add "requested_from" date null, add "achieved_from" date null, add "deep" boolean not null default false, add "reread_rounds" int not null default 0, add "restarts" int not null default 0, add "unattended_reads" int not null default 0;`,
    );

    this.addSql(`alter table "sync_pages" add "unreadable" int not null default 0, add "days" jsonb null;`);

    this.addSql(
      `alter table "day_digests" add constraint "day_digests_client_id_account_id_foreign" foreign key ("client_id", "account_id") references "bank_accounts" ("client_id", "id") on delete restrict;`,
    );
    this.addSql(`alter table "day_digests" enable row level security;`);
    this.addSql(`alter table "day_digests" force row level security;`);
    this.addSql(
      `create policy "client" on "day_digests" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );

    this.addSql(
      `alter table "pending_transactions" add constraint "pending_transactions_client_id_account_id_foreign" foreign key ("client_id", "account_id") references "bank_accounts" ("client_id", "id") on delete restrict;`,
    );
    this.addSql(`alter table "pending_transactions" enable row level security;`);
    this.addSql(`alter table "pending_transactions" force row level security;`);
    this.addSql(
      `create policy "client" on "pending_transactions" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );

    this.addSql(
      `alter table "sync_rereads" add constraint "sync_rereads_client_id_run_id_account_id_foreign" foreign key ("client_id", "run_id", "account_id") references "sync_run_accounts" ("client_id", "run_id", "account_id") on update cascade on delete restrict;`,
    );
    this.addSql(
      `alter table "sync_rereads" add constraint "sync_rereads_state_check" check ("state" in ('asked', 'read', 'refused'));`,
    );
    this.addSql(`alter table "sync_rereads" enable row level security;`);
    this.addSql(`alter table "sync_rereads" force row level security;`);
    this.addSql(
      `create policy "client" on "sync_rereads" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );

    this.addSql(`alter table "tasks" add constraint "tasks_status_check" check ("status" in ('open', 'closed'));`);
    this.addSql(`alter table "tasks" enable row level security;`);
    this.addSql(`alter table "tasks" force row level security;`);
    this.addSql(
      `create policy "client" on "tasks" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`create policy "router_read" on "tasks" for select to "kontosync_router" using (true);`);

    this.addSql(
      `alter table "unattended_bank_reads" add constraint "unattended_bank_reads_client_id_account_id_foreign" foreign key ("client_id", "account_id") references "bank_accounts" ("client_id", "id") on delete restrict;`,
    );
    this.addSql(`alter table "unattended_bank_reads" enable row level security;`);
    this.addSql(`alter table "unattended_bank_reads" force row level security;`);
    this.addSql(
      `create policy "client" on "unattended_bank_reads" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );

    this.addSql(
      `alter table "unsettled_dates" add constraint "unsettled_dates_client_id_account_id_foreign" foreign key ("client_id", "account_id") references "bank_accounts" ("client_id", "id") on delete restrict;`,
    );
    this.addSql(`alter table "unsettled_dates" enable row level security;`);
    this.addSql(`alter table "unsettled_dates" force row level security;`);
    this.addSql(
      `create policy "client" on "unsettled_dates" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    for (const grant of grants) this.addSql(grant);
  }
}

/** Runtime roles own nothing (C-18): each new table and column says who may do what. */
const grants: readonly string[] = [
  'grant select, insert, update, delete on day_digests, unsettled_dates, pending_transactions to kontosync_worker',
  'grant select on day_digests, unsettled_dates, pending_transactions, unattended_bank_reads to kontosync_app',
  'grant select, insert, update on sync_rereads, unattended_bank_reads, tasks, quarantined_entries to kontosync_worker',
  'grant select on tasks, quarantined_entries, sync_pages to kontosync_app',
  'grant update (status, closed_at, closed_by) on tasks to kontosync_app',
  'grant update (accepted_at) on quarantined_entries to kontosync_app',
  // A row that somebody ignores needs no decision any more.
  'grant update (status, version, updated_at) on review_items to kontosync_app',
  'grant select (id, client_id) on tasks to kontosync_router',
];
