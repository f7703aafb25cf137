import { Migration } from '@mikro-orm/migrations';

export class Migration20261125162107_mails extends Migration {
  override name = 'Migration20261125162107_mails';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "mails" ("id" uuid not null, "client_id" uuid not null, "kind" text not null, "subject" text not null, "connection_id" uuid null, "facts" jsonb not null, "attempts" int not null default 0, "next_attempt_at" timestamptz not null default now(), "settled_recipients" jsonb not null default '[]', "accepted" int not null default 0, "refused" int not null default 0, "last_code" text null, "created_at" timestamptz not null default now(), "sent_at" timestamptz null, "given_up_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(
      `create index "mails_waiting" on "mails" ("next_attempt_at") where "sent_at" is null and "given_up_at" is null;`,
    );
    this.addSql(`alter table "mails" add constraint "mails_client_id_id_unique" unique ("client_id", "id");`);
    this.addSql(`alter table "mails" add constraint "mails_one_a_subject" unique ("client_id", "subject");`);

    this.addSql(
      `alter table "mails" add constraint "mails_client_id_connection_id_foreign" foreign key ("client_id", "connection_id") references "bank_connections" ("client_id", "id") on delete restrict;`,
    );
    this.addSql(
      `alter table "mails" add constraint "mails_kind_check" check ("kind" in ('review_digest', 'consent_expiring', 'needs_reconsent', 'connection_broken'));`,
    );
    this.addSql(`alter table "mails" enable row level security;`);
    this.addSql(`alter table "mails" force row level security;`);
    this.addSql(
      `create policy "client" on "mails" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`create policy "router_read" on "mails" for select to "kontosync_router" using (true);`);
    for (const grant of grants) this.addSql(grant);
  }

  override down(): void | Promise<void> {
    this.addSql('revoke select (status) on review_items from kontosync_router');
    this.addSql('revoke select on outbox_events from kontosync_worker');
    this.addSql(`drop table if exists "mails" cascade;`);
  }
}

/** Runtime roles own nothing (C-18): each new table and column says who may do what. */
const grants: readonly string[] = [
  'grant select, insert, update on mails to kontosync_worker',
  'grant select (id, client_id, kind, subject, next_attempt_at, created_at, sent_at, given_up_at) on mails to kontosync_router',
  // What a mail tells of: events of the last days, and whether anything waits for a person.
  'grant select on outbox_events to kontosync_worker',
  'grant select (status) on review_items to kontosync_router',
];
