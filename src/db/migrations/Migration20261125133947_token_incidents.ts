import { Migration } from '@mikro-orm/migrations';

export class Migration20261125133947_token_incidents extends Migration {
  override name = 'Migration20261125133947_token_incidents';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "bank_incidents" ("id" uuid not null, "bank" text not null, "code" text not null, "occurrences" int not null default 1, "opened_at" timestamptz not null default now(), "last_seen_at" timestamptz not null default now(), "probe_at" timestamptz null, "closed_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(
      `create unique index "bank_incidents_one_open" on "bank_incidents" ("bank", "code") where "closed_at" is null;`,
    );

    this.addSql(`alter table "bank_grants" add "forced_at" timestamptz null;`);
    this.addSql(`create policy "router_read" on "bank_grants" for select to "kontosync_router" using (true);`);
    this.addSql('grant select, insert, update on bank_incidents to kontosync_worker;');
    this.addSql('grant select on bank_incidents to kontosync_app, kontosync_operator;');
    // States and times of all banks' grants (C-5): how many are refused at once, and which have rested for too long.
    this.addSql(`grant select (${routed}) on bank_grants to kontosync_router;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`revoke select (${routed}) on bank_grants from kontosync_router;`);
    this.addSql(`drop policy "router_read" on "bank_grants";`);
    this.addSql(`alter table "bank_grants" drop column "forced_at";`);

    this.addSql(`drop table if exists "bank_incidents" cascade;`);
  }
}

const routed = 'id, client_id, connection_id, role, version, state, access_expires_at, updated_at';
