import { Migration } from '@mikro-orm/migrations';

export class Migration20261125191053_idempotency_and_rates extends Migration {
  override name = 'Migration20261125191053_idempotency_and_rates';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "idempotency_keys" ("client_id" uuid not null, "route" text not null, "key_sha256" bytea not null, "fingerprint" bytea not null, "key_id" text not null, "claim_id" uuid not null, "begun_at" timestamptz not null default now(), "expires_at" timestamptz not null, "status" int null, "reply" bytea null, primary key ("client_id", "route", "key_sha256"));`,
    );
    this.addSql(`create index "idempotency_keys_by_expiry" on "idempotency_keys" ("expires_at");`);

    this.addSql(
      `create table "rate_buckets" ("bucket" text not null, "tokens" double precision not null, "refilled_at" timestamptz not null, primary key ("bucket"));`,
    );

    this.addSql(`alter table "idempotency_keys" enable row level security;`);
    this.addSql(`alter table "idempotency_keys" force row level security;`);
    this.addSql(
      `create policy "client" on "idempotency_keys" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`create policy "router_read" on "idempotency_keys" for select to "kontosync_router" using (true);`);
    this.addSql(
      `create policy "router_delete" on "idempotency_keys" for delete to "kontosync_router" using (expires_at < now());`,
    );
    for (const grant of grants) this.addSql(grant);
  }

  override down(): void | Promise<void> {
    this.addSql('revoke select, insert, update on api_keys from kontosync_app');
    this.addSql(`drop table if exists "idempotency_keys" cascade;`);
    this.addSql(`drop table if exists "rate_buckets" cascade;`);
  }
}

/** Runtime roles own nothing (C-18): each new table and column says who may do what. */
const grants: readonly string[] = [
  'grant select, insert, update, delete on idempotency_keys to kontosync_app',
  'grant select (client_id, expires_at), delete on idempotency_keys to kontosync_router',
  'grant select, insert, update, delete on rate_buckets to kontosync_router',
  // A key is made and revoked in the transaction that tells the audit of it, which the router may not write.
  'grant select, insert, update on api_keys to kontosync_app',
];
