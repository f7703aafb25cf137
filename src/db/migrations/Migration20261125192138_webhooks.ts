import { Migration } from '@mikro-orm/migrations';

/** Endpoints of webhooks, deliveries, and the place of each event among all (D-10). */
export class Migration20261125192138_webhooks extends Migration {
  override name = 'Migration20261125192138_webhooks';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "webhook_deliveries" ("id" uuid not null, "client_id" uuid not null, "endpoint_id" uuid not null, "event_id" uuid not null, "status" text not null default 'pending', "attempts" int not null default 0, "attempts_before" int not null default 0, "next_attempt_at" timestamptz not null default now(), "http_status" int null, "error_code" text null, "attempt_log" jsonb not null default '[]', "created_at" timestamptz not null default now(), "finished_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(
      `create index "webhook_deliveries_due" on "webhook_deliveries" ("endpoint_id", "next_attempt_at") where "status" = 'pending';`,
    );
    this.addSql(`create index "webhook_deliveries_by_endpoint" on "webhook_deliveries" ("endpoint_id", "created_at");`);
    this.addSql(`create index "webhook_deliveries_by_time" on "webhook_deliveries" ("created_at");`);
    this.addSql(
      `alter table "webhook_deliveries" add constraint "webhook_deliveries_client_id_id_unique" unique ("client_id", "id");`,
    );
    this.addSql(
      `alter table "webhook_deliveries" add constraint "webhook_deliveries_one_an_endpoint" unique ("client_id", "event_id", "endpoint_id");`,
    );

    this.addSql(
      `create table "webhook_endpoints" ("id" uuid not null, "url" text not null, "events" jsonb not null, "all_clients" boolean not null, "client_ids" jsonb not null, "status" text not null default 'enabled', "disabled_because" text null, "failing_since" timestamptz null, "ciphertext" text not null, "key_id" text not null, "kdf_salt" bytea not null, "kdf_iterations" int not null, "version" int not null default 1, "previous_until" timestamptz null, "created_at" timestamptz not null default now(), "updated_at" timestamptz not null default now(), primary key ("id"));`,
    );

    this.addSql(`drop index "outbox_events_undelivered";`);
    this.addSql(`alter table "outbox_events" drop column "delivered_at";`);
    this.addSql(`alter table "outbox_events" add "position" bigint null;`);
    this.addSql(`create index "outbox_events_by_position" on "outbox_events" ("position");`);
    this.addSql(`create index "outbox_events_of_client" on "outbox_events" ("client_id", "position");`);
    this.addSql(`create index "outbox_events_waiting" on "outbox_events" ("id") where "position" is null;`);
    this.addSql(
      `alter table "outbox_events" add constraint "outbox_events_client_id_id_unique" unique ("client_id", "id");`,
    );
    this.addSql(
      `create policy "router_write" on "outbox_events" for update to "kontosync_router" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "router_delete" on "outbox_events" for delete to "kontosync_router" using (created_at < (now() - '30 days'::interval));`,
    );

    this.addSql(
      `alter table "webhook_deliveries" add constraint "webhook_deliveries_client_id_event_id_foreign" foreign key ("client_id", "event_id") references "outbox_events" ("client_id", "id") on delete restrict;`,
    );
    this.addSql(
      `alter table "webhook_deliveries" add constraint "webhook_deliveries_status_check" check ("status" in ('pending', 'delivered', 'failed'));`,
    );
    this.addSql(`alter table "webhook_deliveries" enable row level security;`);
    this.addSql(`alter table "webhook_deliveries" force row level security;`);
    this.addSql(
      `create policy "client" on "webhook_deliveries" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`create policy "router_read" on "webhook_deliveries" for select to "kontosync_router" using (true);`);
    this.addSql(
      `create policy "router_write" on "webhook_deliveries" for update to "kontosync_router" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "router_insert" on "webhook_deliveries" for insert to "kontosync_router" with check (true);`,
    );
    this.addSql(
      `create policy "router_delete" on "webhook_deliveries" for delete to "kontosync_router" using (created_at < (now() - '30 days'::interval));`,
    );

    this.addSql(
      `alter table "webhook_endpoints" add constraint "webhook_endpoints_status_check" check ("status" in ('enabled', 'disabled'));`,
    );
    for (const grant of grants) this.addSql(grant);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "webhook_deliveries" cascade;`);
    this.addSql(`drop table if exists "webhook_endpoints" cascade;`);

    this.addSql('revoke delete on outbox_events from kontosync_router');

    this.addSql(`drop policy "router_write" on "outbox_events";`);
    this.addSql(`drop policy "router_delete" on "outbox_events";`);

    this.addSql(`drop index "outbox_events_by_position";`);
    this.addSql(`drop index "outbox_events_of_client";`);
    this.addSql(`drop index "outbox_events_waiting";`);
    this.addSql(`alter table "outbox_events" drop constraint "outbox_events_client_id_id_unique";`);
    this.addSql(`alter table "outbox_events" drop column "position";`);
    this.addSql(`alter table "outbox_events" add "delivered_at" timestamptz(6) null;`);
    this.addSql(
      `create index "outbox_events_undelivered" on "outbox_events" ("created_at") where "delivered_at" is null;`,
    );
  }
}

/** Runtime roles own nothing (C-18): each new table and column says who may do what. */
const grants: readonly string[] = [
  // As keys: of principals, who may act for several clients.
  'grant select, insert, update, delete on webhook_endpoints to kontosync_app',
  'grant select, update (status, disabled_because, failing_since) on webhook_endpoints to kontosync_router',
  'grant select (position), update (position), delete on outbox_events to kontosync_router',
  'grant select on outbox_events to kontosync_worker',
  `grant select, insert (id, client_id, endpoint_id, event_id, next_attempt_at), update (status, attempts, attempts_before,
     next_attempt_at, http_status, error_code, attempt_log, finished_at), delete
   on webhook_deliveries to kontosync_router`,
  'grant insert on webhook_deliveries to kontosync_app',
];
