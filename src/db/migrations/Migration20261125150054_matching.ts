import { Migration } from '@mikro-orm/migrations';
import { z } from 'zod';
import type { InvoiceParty } from '../entities/invoice.ts';
import { partyKeys } from '../sql/parties/partyKeys.ts';

export class Migration20261125150054_matching extends Migration {
  override name = 'Migration20261125150054_matching';

  override async up(): Promise<void> {
    // The owner sees no rows of clients while the policies bind it too; given back below.
    for (const table of stored) await this.execute(`alter table "${table}" no force row level security`);
    const parties = await this.storedParties();
    for (const routine of functions) this.addSql(routine);

    this.addSql(
      `create table "matching_stops" ("id" uuid not null default gen_random_uuid(), "reason" text not null, "stopped_at" timestamptz not null default now(), "lifted_at" timestamptz null, primary key ("id"));`,
    );

    this.addSql(
      `create table "parties" ("client_id" uuid not null, "id" text not null, "name" text not null, "org_number" text null, "aliases" jsonb not null default '[]', "updated_at" timestamptz not null default now(), primary key ("client_id", "id"));`,
    );

    this.addSql(
      `create table "party_keys" ("client_id" uuid not null, "kind" text not null, "value" text not null, "party_id" text not null, primary key ("client_id", "kind", "value", "party_id"));`,
    );
    this.addSql(`create index "party_keys_of_party" on "party_keys" ("client_id", "party_id", "kind");`);

    this.addSql(
      `create table "match_vetoes" ("client_id" uuid not null, "transaction_id" uuid not null, "invoice_id" uuid not null, "created_at" timestamptz not null default now(), primary key ("client_id", "transaction_id", "invoice_id"));`,
    );

    this.addSql(
      `create table "transaction_lines" ("client_id" uuid not null, "transaction_id" uuid not null, "position" int not null, "amount_minor" bigint not null, "kid" text null, "text" text null, "counterparty_name" text null, primary key ("client_id", "transaction_id", "position"));`,
    );

    this.addSql(`drop index "invoices_by_kid";`);
    this.addSql(
      `alter table "invoices" add "kid_key" text generated always as (ltrim(rtrim(kid, '-'), '0')) stored null, add "residual_minor" bigint null, add "number_run" text generated always as (case when length(substring(number_key, '([0-9]+)[^0-9]*$')) >= 4 then nullif(ltrim(substring(number_key, '([0-9]+)[^0-9]*$'), '0'), number_key) else null end) stored null, add "number_digits" text generated always as (case when length(regexp_replace(number_key, '[^0-9]', '', 'g')) >= 4 then nullif(ltrim(regexp_replace(number_key, '[^0-9]', '', 'g'), '0'), number_key) else null end) stored null, add "bucket" smallint generated always as (case when kind = 'credit_note' then 3 else 1 end + case when side = 'payable' then 1 else 0 end) stored not null, add "party_id" text generated always as (party ->> 'id') stored not null;`,
    );
    this.addSql(`update invoices i set residual_minor = greatest(i.open_amount_minor - ${used}, 0)`);
    this.addSql(`alter table "invoices" alter column "residual_minor" set not null`);
    this.addSql(
      `create index "invoices_open_by_amount" on "invoices" ("client_id", "bucket", "currency", "residual_minor", "due_date", "id", "issue_date") where "residual_minor" > 0;`,
    );
    this.addSql(
      `create index "invoices_open_by_party" on "invoices" ("client_id", "party_id", "bucket", "currency", "residual_minor", "issue_date") where "residual_minor" > 0;`,
    );
    this.addSql(
      `create index "invoices_open_by_issue" on "invoices" ("client_id", "bucket", "currency", "issue_date") where "residual_minor" > 0;`,
    );
    this.addSql(
      `create index "invoices_settled_by_party" on "invoices" ("client_id", "party_id", "bucket", "currency", "amount_minor", "due_date", "id") where "residual_minor" = 0;`,
    );
    this.addSql(
      `create index "invoices_by_number_run" on "invoices" ("client_id", "number_run") where "number_run" is not null;`,
    );
    this.addSql(
      `create index "invoices_by_number_digits" on "invoices" ("client_id", "number_digits") where "number_digits" is not null;`,
    );
    this.addSql(`create index "invoices_by_kid" on "invoices" ("client_id", "kid_key") where "kid_key" is not null;`);
    this.addSql(
      `alter table "invoices" add constraint "invoices_residual" check (residual_minor >= 0 and residual_minor <= open_amount_minor);`,
    );
    this.addSql(
      `create trigger "invoices_residual_new" before insert on invoices for each row execute function invoice_residual();`,
    );
    this.addSql(`create trigger "invoices_residual_renewed" before update of open_amount_minor, applied_match_ids on invoices for each row
       when ((old.open_amount_minor, old.applied_match_ids) is distinct from (new.open_amount_minor, new.applied_match_ids)) execute function invoice_residual();`);

    this.addSql(`drop index "bank_transactions_waiting";`);
    this.addSql(
      `create index "bank_transactions_matched_by_account" on "bank_transactions" ("client_id", "counterparty_account") where "match_status" = 'matched' and "counterparty_account" is not null;`,
    );
    this.addSql(
      `create index "bank_transactions_matched_by_name" on "bank_transactions" ("client_id", "counterparty_name") where "match_status" = 'matched' and "counterparty_name" is not null;`,
    );
    this.addSql(
      `create index "bank_transactions_waiting" on "bank_transactions" ("client_id", "booking_date", "id") where "match_status" in ('unmatched', 'review') and "status" = 'booked';`,
    );

    this.addSql(`alter table "review_items" add "model_version" text null, add "proposal_key" text null;`);

    this.addSql(
      `alter table "matches" add "party_id" text null, add "booking_date" date null, add "lag_days" int null;`,
    );
    this.addSql(nameMatches);
    this.addSql(
      `create index "matches_of_party" on "matches" ("client_id", "party_id", "booking_date", "transaction_id", "lag_days") where "state" = 'active';`,
    );
    this.addSql(
      `create trigger "matches_state" after update of state on matches for each row when (old.state is distinct from new.state) execute function match_state_changed();`,
    );

    this.addSql(
      `create trigger "allocations_taken" after insert on allocations referencing new table as new_rows for each statement execute function allocations_taken();`,
    );

    this.addSql(`alter table "parties" enable row level security;`);
    this.addSql(`alter table "parties" force row level security;`);
    this.addSql(
      `create policy "client" on "parties" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );

    this.addSql(
      `alter table "party_keys" add constraint "party_keys_client_id_party_id_foreign" foreign key ("client_id", "party_id") references "parties" ("client_id", "id") on update cascade on delete restrict;`,
    );
    this.addSql(
      `alter table "party_keys" add constraint "party_keys_kind_check" check ("kind" in ('account', 'org_number', 'name', 'token'));`,
    );
    this.addSql(`alter table "party_keys" enable row level security;`);
    this.addSql(`alter table "party_keys" force row level security;`);
    this.addSql(
      `create policy "client" on "party_keys" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );

    this.addSql(
      `alter table "match_vetoes" add constraint "match_vetoes_client_id_transaction_id_foreign" foreign key ("client_id", "transaction_id") references "bank_transactions" ("client_id", "id") on delete restrict;`,
    );
    this.addSql(
      `alter table "match_vetoes" add constraint "match_vetoes_client_id_invoice_id_foreign" foreign key ("client_id", "invoice_id") references "invoices" ("client_id", "id") on delete restrict;`,
    );
    this.addSql(`alter table "match_vetoes" enable row level security;`);
    this.addSql(`alter table "match_vetoes" force row level security;`);
    this.addSql(
      `create policy "client" on "match_vetoes" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );

    this.addSql(
      `alter table "transaction_lines" add constraint "transaction_lines_client_id_transaction_id_foreign" foreign key ("client_id", "transaction_id") references "bank_transactions" ("client_id", "id") on delete restrict;`,
    );
    this.addSql(`alter table "transaction_lines" enable row level security;`);
    this.addSql(`alter table "transaction_lines" force row level security;`);
    this.addSql(
      `create policy "client" on "transaction_lines" to "kontosync_app", "kontosync_worker" using (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif")) with check (client_id = (select nullif(current_setting('app.client_id', true), '')::uuid as "nullif"));`,
    );

    for (const table of added) this.addSql(`alter table "${table}" no force row level security`);
    for (const [clientId, some] of parties) this.addSql(insertParties(clientId, some));
    for (const table of [...stored, ...added]) this.addSql(`alter table "${table}" force row level security`);
    for (const grant of grants) this.addSql(grant);
  }

  /** By client: each party as its newest invoice names it. */
  private async storedParties(): Promise<ReadonlyMap<string, readonly InvoiceParty[]>> {
    const rows = storedParty.array().parse(
      await this.execute(
        `select distinct on (client_id, party ->> 'id') client_id, party
         from invoices order by client_id, party ->> 'id', updated_at desc, id`,
      ),
    );
    const byClient = Map.groupBy(rows, ({ client_id }) => client_id);
    return new Map([...byClient].map(([clientId, some]) => [clientId, some.map(({ party }) => party)]));
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "party_keys" drop constraint "party_keys_client_id_party_id_foreign";`);

    this.addSql(`drop table if exists "matching_stops" cascade;`);
    this.addSql(`drop table if exists "parties" cascade;`);
    this.addSql(`drop table if exists "party_keys" cascade;`);
    this.addSql(`drop table if exists "match_vetoes" cascade;`);
    this.addSql(`drop table if exists "transaction_lines" cascade;`);

    this.addSql(`drop trigger if exists "allocations_taken" on "allocations";`);

    this.addSql(`drop index "bank_transactions_matched_by_account";`);
    this.addSql(`drop index "bank_transactions_matched_by_name";`);
    this.addSql(`drop index "bank_transactions_waiting";`);
    this.addSql(
      `create index "bank_transactions_waiting" on "bank_transactions" ("client_id", "id") where "match_status" in ('unmatched', 'review') and "status" = 'booked';`,
    );

    this.addSql(`drop index "invoices_open_by_amount";`);
    this.addSql(`drop index "invoices_open_by_party";`);
    this.addSql(`drop index "invoices_open_by_issue";`);
    this.addSql(`drop index "invoices_settled_by_party";`);
    this.addSql(`drop index "invoices_by_number_run";`);
    this.addSql(`drop index "invoices_by_number_digits";`);
    this.addSql(`drop index "invoices_by_kid";`);
    this.addSql(`alter table "invoices" drop constraint "invoices_residual";`);
    this.addSql(`drop trigger if exists "invoices_residual_new" on "invoices";`);
    this.addSql(`drop trigger if exists "invoices_residual_renewed" on "invoices";`);
    this.addSql(
      `alter table "invoices" drop column "kid_key", drop column "residual_minor", drop column "number_run", drop column "number_digits", drop column "bucket", drop column "party_id";`,
    );
    this.addSql(`create index "invoices_by_kid" on "invoices" ("client_id", "kid") where "kid" is not null;`);

    this.addSql(`drop index "matches_of_party";`);
    this.addSql(`drop trigger if exists "matches_state" on "matches";`);
    this.addSql(`drop function allocations_taken(), invoice_residual(), match_state_changed();`);
    this.addSql(`alter table "matches" drop column "party_id", drop column "booking_date", drop column "lag_days";`);

    this.addSql(`alter table "review_items" drop column "model_version", drop column "proposal_key";`);
  }
}

/** Read or written here; the owner does not see rows of clients while the policies bind it too. */
const stored = ['invoices', 'matches', 'allocations', 'bank_transactions'];
const added = ['parties', 'party_keys'];

const storedParty = z.object({
  client_id: z.string(),
  party: z.object({
    id: z.string(),
    name: z.string(),
    account: z.string().optional(),
    org_number: z.string().optional(),
    aliases: z.array(z.string()).optional(),
  }),
});

/** SQL: what the active matches that the ERP has not named use of invoice `i` (contract 4). */
const used = `coalesce((
  select sum(a.amount_minor) from allocations a
  where a.client_id = i.client_id and a.invoice_id = i.id and not i.applied_match_ids ? a.match_id::text
    and (select m.state from matches m where m.client_id = a.client_id and m.id = a.match_id) = 'active'), 0)`;

/** SQL: the row's date, and of the first item its party and how late it was, for each match with items. */
const nameMatches = `update matches m
  set party_id = first.party_id, booking_date = first.booking_date, lag_days = first.booking_date - first.due_date
  from (select distinct on (a.client_id, a.match_id) a.client_id, a.match_id, i.party_id, i.due_date, t.booking_date
        from allocations a
        join matches m on m.client_id = a.client_id and m.id = a.match_id
        join invoices i on i.client_id = a.client_id and i.id = a.invoice_id
        join bank_transactions t on t.client_id = m.client_id and t.id = m.transaction_id
        order by a.client_id, a.match_id, i.kind = 'credit_note', length(i.number), i.number collate "C", i.id) first
  where m.client_id = first.client_id and m.id = first.match_id`;

/**
 * Invoices are held in the order of `external_id`, as batches of the ERP take them, before they are added up: a second
 * statement then sees what others committed meanwhile.
 */
const settleInvoices = (rows: string): string => `
  perform from invoices i
  where (i.client_id, i.id) in (select r.client_id, r.invoice_id from ${rows} r)
  order by i.external_id for no key update;
  update invoices i set residual_minor = greatest(i.open_amount_minor - ${used}, 0)
  where (i.client_id, i.id) in (select r.client_id, r.invoice_id from ${rows} r);`;

/** The last wall: whoever allocates, no invoice is given away twice (matching 6). The ERP may lower what is open later. */
const refuseOverAllocation = (rows: string): string => `
  if exists (select from invoices i where (i.client_id, i.id) in (select r.client_id, r.invoice_id from ${rows} r)
             and i.open_amount_minor < ${used}) then
    raise exception 'more is allocated than is open'
      using errcode = 'check_violation', table = 'allocations', constraint = 'allocations_within_invoice';
  end if;`;

/** SQL: what the match of a trigger has allocated. */
const ofMatch = `(
    select a.client_id, a.invoice_id from allocations a where a.client_id = new.client_id and a.match_id = new.id)`;

const functions: readonly string[] = [
  `create function invoice_residual() returns trigger language plpgsql as $body$
begin
  new.residual_minor := new.open_amount_minor;
  if tg_op = 'UPDATE' then
    select greatest(i.open_amount_minor - ${used}, 0) into new.residual_minor from (select new.*) i;
  end if;
  return new;
end $body$`,
  `create function allocations_taken() returns trigger language plpgsql as $body$
begin${settleInvoices('new_rows')}${refuseOverAllocation('new_rows')}
  return null;
end $body$`,
  // A person undoes one match, or some: a trigger of each statement would look through all that were only posted.
  `create function match_state_changed() returns trigger language plpgsql as $body$
begin${settleInvoices(ofMatch)}
  if new.state = 'active' then${refuseOverAllocation(ofMatch)}
  end if;
  return null;
end $body$`,
];

const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;

function insertParties(clientId: string, parties: readonly InvoiceParty[]): string {
  const records = parties.map(({ id, name, org_number = null, aliases = [] }) => ({ id, name, org_number, aliases }));
  return `with put as (
    insert into parties (client_id, id, name, org_number, aliases)
    select ${quoted(clientId)}, r.id, r.name, r.org_number, r.aliases
    from json_to_recordset(${quoted(JSON.stringify(records))}) as r(id text, name text, org_number text, aliases jsonb)
    returning client_id, id
  )
  insert into party_keys (client_id, kind, value, party_id)
  select p.client_id, r.kind, r.value, p.id
  from put p join json_to_recordset(${quoted(JSON.stringify(parties.flatMap(partyKeys)))})
    as r(kind text, value text, party_id text) on r.party_id = p.id`;
}

/** Runtime roles own nothing (C-18): each new table and column says who may do what. */
const grants: readonly string[] = [
  'grant select, insert, update on parties to kontosync_app, kontosync_worker',
  'grant select, insert, delete on party_keys to kontosync_app, kontosync_worker',
  'grant select, insert on match_vetoes to kontosync_app',
  'grant select on match_vetoes, transaction_lines to kontosync_worker',
  'grant select, insert, delete on transaction_lines to kontosync_app',
  // The kill switch of all clients is the operator's; a stop that was lifted stays to be seen.
  'grant select on matching_stops to kontosync_worker, kontosync_app',
  'grant select, insert (reason), update (lifted_at) on matching_stops to kontosync_operator',
];
