import { Migration } from '@mikro-orm/migrations';

/** A chain over each client's audit that an altered entry breaks, and persons who can be forgotten without breaking it (C-19). */
export class Migration20261125192848_audit_chain extends Migration {
  override name = 'Migration20261125192848_audit_chain';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "audit_checks" ("client_id" uuid not null, "seq" bigint not null default 0, "hash" bytea null, "checked_at" timestamptz null, "whole_at" timestamptz null, "broken_entry_id" uuid null, "broken_because" text null, primary key ("client_id"));`,
    );

    this.addSql(
      `create table "audit_persons" ("client_id" uuid not null, "entry_id" uuid not null, "user_ref" text not null, "salt" bytea not null, primary key ("client_id", "entry_id"));`,
    );

    this.addSql(
      `create table "audit_seals" ("client_id" uuid not null, "seq" bigint not null, "entry_id" uuid not null, "hash" bytea not null, primary key ("client_id", "seq"));`,
    );
    this.addSql(
      `alter table "audit_seals" add constraint "audit_seals_one_an_entry" unique ("client_id", "entry_id");`,
    );

    this.addSql(`alter table "audit_entries" add "user_digest" bytea null;`);
    for (const statement of [...functions, ...sealStored]) this.addSql(statement);
    this.addSql(
      `create trigger "audit_entries_append_only" before update or delete on audit_entries for each row execute function audit_append_only();`,
    );
    this.addSql(
      `create constraint trigger "audit_entries_sealed" after insert on audit_entries deferrable initially deferred for each row execute function audit_seal();`,
    );
    for (const table of ['audit_entries', 'audit_seals'])
      this.addSql(
        `create trigger "${table}_no_truncate" before truncate on ${table} for each statement execute function audit_append_only()`,
      );

    this.addSql(`alter table "audit_checks" enable row level security;`);
    this.addSql(`alter table "audit_checks" force row level security;`);
    this.addSql(
      `create policy "client" on "audit_checks" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`create policy "router_read" on "audit_checks" for select to "kontosync_router" using (true);`);
    this.addSql(`create policy "operator_read" on "audit_checks" for select to "kontosync_operator" using (true);`);
    this.addSql(
      `create policy "operator_insert" on "audit_checks" for insert to "kontosync_operator" with check (true);`,
    );

    this.addSql(`alter table "audit_persons" enable row level security;`);
    this.addSql(`alter table "audit_persons" force row level security;`);
    this.addSql(
      `create policy "client" on "audit_persons" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );

    this.addSql(
      `create trigger "audit_seals_append_only" before update or delete on audit_seals for each row execute function audit_append_only();`,
    );
    this.addSql(`alter table "audit_seals" enable row level security;`);
    this.addSql(`alter table "audit_seals" force row level security;`);
    this.addSql(
      `create policy "client" on "audit_seals" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );
    this.addSql(`create policy "operator_read" on "audit_seals" for select to "kontosync_operator" using (true);`);
    this.addSql(
      `create policy "operator_insert" on "audit_seals" for insert to "kontosync_operator" with check (true);`,
    );
    for (const grant of grants) this.addSql(grant);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "audit_checks" cascade;`);
    this.addSql(`drop table if exists "audit_persons" cascade;`);
    this.addSql(`drop table if exists "audit_seals" cascade;`);

    this.addSql(`drop trigger "audit_entries_append_only" on "audit_entries";`);
    this.addSql(`drop trigger "audit_entries_no_truncate" on "audit_entries";`);
    this.addSql(`drop trigger "audit_entries_sealed" on "audit_entries";`);
    this.addSql('drop function audit_seal(), audit_append_only()');
    this.addSql(`alter table "audit_entries" drop column "user_digest";`);
  }
}

/** SQL: an entry in its canonical form, with its place in the chain. */
const canonical = (
  entry: string,
  seq: string,
): string => `convert_to(jsonb_build_array(${seq}, ${entry}.id, ${entry}.client_id,
    ${entry}.kind, ${entry}.actor, ${entry}.action, ${entry}.subject_id, ${entry}.data, encode(${entry}.user_digest, 'hex'),
    (extract(epoch from ${entry}.created_at) * 1000000)::bigint)::text, 'UTF8')`;

const functions: readonly string[] = [
  // At the commit, so that the lock is held for no work; whoever waits for it reads, by a statement of its own, the seal
  // that was committed meanwhile.
  `create function audit_seal() returns trigger language plpgsql as $body$
declare
  at bigint;
  before bytea;
begin
  perform pg_advisory_xact_lock(hashtextextended('kontosync.audit/' || new.client_id, 0));
  select s.seq + 1, s.hash into at, before from audit_seals s where s.client_id = new.client_id order by s.seq desc limit 1;
  if at is null then
    at := 1;
    insert into audit_checks (client_id) values (new.client_id) on conflict do nothing;
  end if;
  insert into audit_seals (client_id, seq, entry_id, hash)
  values (new.client_id, at, new.id, sha256(coalesce(before, ''::bytea) || ${canonical('new', 'at')}));
  return null;
end $body$`,
  `create function audit_append_only() returns trigger language plpgsql as $body$
begin
  raise exception 'the audit is only added to: % of % is refused', tg_op, tg_table_name using errcode = '42501';
end $body$`,
];

/** What is there already is the chain's beginning, in the order of time. */
const sealStored: readonly string[] = [
  // The owner sees no rows of clients while the policies bind it too; given back below.
  'alter table audit_entries no force row level security',
  `insert into audit_persons (client_id, entry_id, user_ref, salt)
   select client_id, id, data ->> 'user', uuid_send(gen_random_uuid()) from audit_entries where data ->> 'user' is not null`,
  `update audit_entries e
   set data = e.data - 'user', user_digest = sha256(p.salt || convert_to(p.user_ref, 'UTF8'))
   from audit_persons p where p.client_id = e.client_id and p.entry_id = e.id`,
  `do $body$
declare
  e audit_entries;
  whose uuid;
  at bigint;
  h bytea;
begin
  for e in select * from audit_entries order by client_id, created_at, id loop
    if e.client_id is distinct from whose then
      whose := e.client_id;
      at := 0;
      h := '';
      insert into audit_checks (client_id) values (whose);
    end if;
    at := at + 1;
    h := sha256(h || ${canonical('e', 'at')});
    insert into audit_seals (client_id, seq, entry_id, hash) values (whose, at, e.id, h);
  end loop;
end $body$`,
  'alter table audit_entries force row level security',
];

/** Runtime roles own nothing (C-18): each new table and column says who may do what. */
const grants: readonly string[] = [
  // Whoever may write an entry seals it.
  'grant select, insert on audit_seals to kontosync_app, kontosync_worker, kontosync_operator',
  'grant insert (client_id) on audit_checks to kontosync_app, kontosync_worker, kontosync_operator',
  'grant select on audit_checks to kontosync_app',
  'grant select, insert, update on audit_checks to kontosync_worker',
  'grant select (client_id, checked_at, whole_at) on audit_checks to kontosync_router',
  'grant insert on audit_persons to kontosync_app, kontosync_worker',
  'grant select on audit_persons to kontosync_app, kontosync_worker',
  'grant select on audit_entries to kontosync_worker',
];
