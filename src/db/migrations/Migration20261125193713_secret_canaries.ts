import { Migration } from '@mikro-orm/migrations';

/** What a start checks the secrets by (B-10), and what their rotation may see and write (B-11). */
export class Migration20261125193713_secret_canaries extends Migration {
  override name = 'Migration20261125193713_secret_canaries';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "secret_canaries" ("key_id" text not null, "ciphertext" text not null, "kdf_salt" bytea not null, "kdf_iterations" int not null, "created_at" timestamptz not null default now(), primary key ("key_id"));`,
    );

    this.addSql(`create policy "router_read" on "quarantined_entries" for select to "kontosync_router" using (true);`);

    this.addSql(`create policy "router_read" on "sync_pages" for select to "kontosync_router" using (true);`);
    for (const grant of grants) this.addSql(`grant ${grant}`);
  }

  override down(): void | Promise<void> {
    for (const grant of grants.slice(1)) this.addSql(`revoke ${grant.replace(' to kontosync', ' from kontosync')}`);
    this.addSql(`drop table if exists "secret_canaries" cascade;`);

    this.addSql(`drop policy "router_read" on "quarantined_entries";`);

    this.addSql(`drop policy "router_read" on "sync_pages";`);
  }
}

/** Runtime roles own nothing (C-18). Which key a row needs is no content (C-5). */
const grants: readonly string[] = [
  'select, insert, delete on secret_canaries to kontosync_router',
  'select (key_id, kdf_iterations) on bank_grants to kontosync_router',
  'select (key_id, kdf_iterations, updated_at) on authorization_attempts to kontosync_router',
  'select (client_id, run_id, account_id, purpose, page_no, key_id, kdf_iterations) on sync_pages to kontosync_router',
  'select (id, client_id, key_id, kdf_iterations) on quarantined_entries to kontosync_router',
  'select (key_id) on idempotency_keys to kontosync_router',
  'update (ciphertext, key_id, kdf_salt, kdf_iterations) on webhook_endpoints to kontosync_router',
  'update (raw, key_id, kdf_salt, kdf_iterations) on quarantined_entries to kontosync_worker',
];
