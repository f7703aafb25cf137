import { Migration } from '@mikro-orm/migrations';

/** What the match advisor said, by content, and where an item has it (matching 11). */
export class Migration20261125170321_match_advice extends Migration {
  override name = 'Migration20261125170321_match_advice';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "match_advice" ("client_id" uuid not null, "content_hash" text not null, "places" jsonb not null, "sentence" text null, "created_at" timestamptz not null default now(), primary key ("client_id", "content_hash"));`,
    );

    this.addSql(`alter table "review_items" add "advice" jsonb null;`);

    this.addSql(`alter table "match_advice" enable row level security;`);
    this.addSql(`alter table "match_advice" force row level security;`);
    this.addSql(
      `create policy "client" on "match_advice" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    // Runtime roles own nothing (C-18). What was said once is neither changed nor shown to the API's role by itself.
    this.addSql('grant select, insert on match_advice to kontosync_worker');
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "match_advice" cascade;`);

    this.addSql(`alter table "review_items" drop column "advice";`);
  }
}
