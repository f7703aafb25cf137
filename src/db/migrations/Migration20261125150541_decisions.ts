import { Migration } from '@mikro-orm/migrations';

export class Migration20261125150541_decisions extends Migration {
  override name = 'Migration20261125150541_decisions';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "match_actions" ("id" uuid not null, "client_id" uuid not null, "actor" text not null, "user_ref" text null, "action" text not null, "transaction_id" uuid not null, "match_id" uuid null, "review_item_id" uuid null, "allocations" jsonb not null, "candidate_id" text null, "shown" jsonb not null, "model_version" text null, "created_at" timestamptz not null default now(), primary key ("id"));`,
    );
    this.addSql(
      `create index "match_actions_of_transaction" on "match_actions" ("client_id", "transaction_id", "id");`,
    );
    this.addSql(
      `alter table "match_actions" add constraint "match_actions_client_id_id_unique" unique ("client_id", "id");`,
    );

    this.addSql(`alter table "review_items" add "first_acceptance" jsonb null, add "resolution" jsonb null;`);
    this.addSql(`create index "review_items_by_status" on "review_items" ("client_id", "status", "id");`);
    this.addSql(`create policy "router_read" on "review_items" for select to "kontosync_router" using (true);`);

    this.addSql(`alter table "matches" add "user_ref" text null, add "undone_user_ref" text null;`);
    this.addSql(`create policy "router_read" on "matches" for select to "kontosync_router" using (true);`);

    this.addSql(
      `alter table "match_actions" add constraint "match_actions_client_id_transaction_id_foreign" foreign key ("client_id", "transaction_id") references "bank_transactions" ("client_id", "id") on delete restrict;`,
    );
    this.addSql(
      `alter table "match_actions" add constraint "match_actions_client_id_match_id_foreign" foreign key ("client_id", "match_id") references "matches" ("client_id", "id") on delete restrict;`,
    );
    this.addSql(
      `alter table "match_actions" add constraint "match_actions_client_id_review_item_id_foreign" foreign key ("client_id", "review_item_id") references "review_items" ("client_id", "id") on delete restrict;`,
    );
    this.addSql(
      `alter table "match_actions" add constraint "match_actions_action_check" check ("action" in ('accept', 'allocate', 'reject', 'no_match', 'first_acceptance', 'undo', 'import'));`,
    );
    this.addSql(`alter table "match_actions" enable row level security;`);
    this.addSql(`alter table "match_actions" force row level security;`);
    this.addSql(
      `create policy "client" on "match_actions" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    for (const grant of grants) this.addSql(grant);
  }
}

/** Runtime roles own nothing (C-18): each new table and column says who may do what. */
const grants: readonly string[] = [
  'grant select, insert on match_actions to kontosync_app',
  'grant select on match_actions to kontosync_worker',
  // What a person decides about a row: a match of it or its end, and the item that asked for it.
  'grant insert on matches, allocations, review_items to kontosync_app',
  'grant update (state, undone_at, undone_user_ref, party_id, booking_date, lag_days) on matches to kontosync_app',
  'grant update (kind, candidates, first_acceptance, resolution) on review_items to kontosync_app',
  'grant select (id, client_id) on matches, review_items to kontosync_router',
];
