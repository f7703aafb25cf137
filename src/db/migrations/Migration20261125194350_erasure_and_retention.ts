import { Migration } from '@mikro-orm/migrations';

/** A client's data can be erased (E-18), and what has served its time is deleted across clients. */
export class Migration20261125194350_erasure_and_retention extends Migration {
  override name = 'Migration20261125194350_erasure_and_retention';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "held_transactions" ("client_id" uuid not null, "id" uuid not null, "erasure_id" uuid not null, "booking_date" date not null, "held_until" date not null, "content" jsonb not null, primary key ("client_id", "id"));`,
    );

    this.addSql(
      `create policy "router_delete" on "authorization_attempts" for delete to "kontosync_router" using ((status = ANY (ARRAY['connected'::text, 'expired'::text, 'failed'::text])) AND (updated_at < (now() - '7 days'::interval)));`,
    );

    this.addSql(
      `alter table "clients" add "legal_hold" boolean not null default true, add "erasing_at" timestamptz null, add "erasure_id" uuid null;`,
    );

    this.addSql(
      `create policy "router_delete" on "mails" for delete to "kontosync_router" using (created_at < (now() - '365 days'::interval));`,
    );

    this.addSql(`create policy "router_read" on "match_advice" for select to "kontosync_router" using (true);`);
    this.addSql(
      `create policy "router_delete" on "match_advice" for delete to "kontosync_router" using (created_at < (now() - '90 days'::interval));`,
    );

    this.addSql(
      `create policy "router_delete" on "sync_requests" for delete to "kontosync_router" using ((run_id IS NOT NULL) AND (requested_at < (now() - '90 days'::interval)));`,
    );

    this.addSql(`create index "sync_pages_by_time" on "sync_pages" ("fetched_at");`);
    this.addSql(
      `create policy "router_delete" on "sync_pages" for delete to "kontosync_router" using (fetched_at < (now() - '90 days'::interval));`,
    );

    this.addSql(
      `create policy "router_read" on "unattended_bank_reads" for select to "kontosync_router" using (true);`,
    );
    this.addSql(
      `create policy "router_delete" on "unattended_bank_reads" for delete to "kontosync_router" using (bank_day < (CURRENT_DATE - 35));`,
    );

    this.addSql(`alter table "held_transactions" enable row level security;`);
    this.addSql(`alter table "held_transactions" force row level security;`);
    this.addSql(
      `create policy "client" on "held_transactions" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`create policy "router_read" on "held_transactions" for select to "kontosync_router" using (true);`);
    this.addSql(
      `create policy "router_delete" on "held_transactions" for delete to "kontosync_router" using (held_until <= CURRENT_DATE);`,
    );
    for (const grant of grants) this.addSql(grant);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "held_transactions" cascade;`);

    this.addSql(`drop policy "router_delete" on "authorization_attempts";`);

    this.addSql(`drop policy "router_delete" on "mails";`);

    this.addSql(`drop policy "router_read" on "match_advice";`);
    this.addSql(`drop policy "router_delete" on "match_advice";`);

    this.addSql(`drop policy "router_delete" on "sync_pages";`);

    this.addSql(`drop policy "router_delete" on "sync_requests";`);

    this.addSql(`drop policy "router_read" on "unattended_bank_reads";`);
    this.addSql(`drop policy "router_delete" on "unattended_bank_reads";`);

    this.addSql(`revoke select, delete on ${erased.join(', ')} from kontosync_eraser`);
    this.addSql(
      'revoke delete on sync_pages, authorization_attempts, sync_requests, mails, match_advice, unattended_bank_reads from kontosync_router',
    );
    this.addSql('revoke all on match_advice, unattended_bank_reads from kontosync_router');

    this.addSql(`alter table "clients" drop column "legal_hold", drop column "erasing_at", drop column "erasure_id";`);

    this.addSql(`drop index "sync_pages_by_time";`);
  }
}

/** What an erasure takes. */
const erased: readonly string[] = [
  'match_actions',
  'match_vetoes',
  'match_advice',
  'allocations',
  'matches',
  'review_items',
  'transaction_lines',
  'transaction_changes',
  'bank_transaction_revisions',
  'bank_transaction_aliases',
  'bank_transactions',
  'pending_transactions',
  'unsettled_dates',
  'day_digests',
  'coverage',
  'quarantined_entries',
  'unattended_bank_reads',
  'sync_pages',
  'sync_rereads',
  'sync_run_accounts',
  'sync_requests',
  'sync_runs',
  'bank_accounts',
  'tasks',
  'mails',
  'bank_grants',
  'authorization_attempts',
  'bank_connections',
  'invoices',
  'party_keys',
  'parties',
  'idempotency_keys',
  'audit_persons',
  'clients',
];

/** Runtime roles own nothing (C-18): each new table and column says who may do what. */
const grants: readonly string[] = [
  `grant select, delete on ${erased.join(', ')} to kontosync_eraser`,
  'grant select, insert on held_transactions to kontosync_eraser',
  'grant select (erasing_at, erasure_id) on clients to kontosync_router',
  'grant select (fetched_at), delete on sync_pages to kontosync_router',
  'grant select (updated_at), delete on authorization_attempts to kontosync_router',
  'grant select (created_at), delete on mails to kontosync_router',
  'grant select (client_id, created_at), delete on match_advice to kontosync_router',
  'grant select (client_id, bank_day), delete on unattended_bank_reads to kontosync_router',
  'grant select (client_id, held_until), delete on held_transactions to kontosync_router',
  'grant delete on sync_requests to kontosync_router',
];
