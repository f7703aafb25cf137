import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';

export interface ScaleSize {
  readonly parties: number;
  readonly invoices: number;
}

export interface ScaleClient {
  readonly clientId: string;
  readonly accountId: string;
  readonly connectionId: string;
}

const lastDay = '2026-06-30';

/**
 * A client with a large ledger, made in SQL: the process that is measured has never held it. Amounts as the generator's
 * base regime: 30 % free, 20 % whole kroner, 30 % multiples of 125 kr, 20 % of forty price points; about as many equal
 * amounts as were measured in real ledgers (matching 3: median 33, nine of ten below 531). A party in six is a supplier.
 */
export async function fillLedger(database: Client, size: ScaleSize): Promise<ScaleClient> {
  const [clientId, connectionId, accountId] = [randomUUID(), randomUUID(), randomUUID()];
  await database.query('select setseed(0.42)');
  await database.query('set synchronous_commit = off');
  await database.query(`insert into clients (client_id, matching) values ($1, '{"mode": "auto"}')`, [clientId]);
  await database.query(
    `insert into bank_connections (id, client_id, bank, connection_status) values ($1, $2, 'dnb', 'active')`,
    [connectionId, clientId],
  );
  await database.query(
    `insert into bank_accounts (id, client_id, connection_id, identity, bban, currency, bank_account_id)
     values ($1, $2, $3, '12345678903', '12345678903', 'NOK', '12345678903')`,
    [accountId, clientId, connectionId],
  );
  await fillParties(database, clientId, size.parties);
  await fillInvoices(database, clientId, size);
  await database.query('create temporary table scale_truth (transaction_id uuid, invoice_id uuid)');
  await database.query('vacuum (analyze) invoices, parties, party_keys');
  await database.query('reset synchronous_commit');
  return { clientId, connectionId, accountId };
}

const stems = `Aurora Brimstein Dønning Edelgran Fokstad Gjetfjell Hornindal Iversby Jutulheim Kråkenes Lofthus Makrell Nøkkerose
  Oremark Perlevik Quist Rundhaug Skarsnes Trollheim Ulvang Varangvik Ymir Ærøya Ørnefjell Åkerblom Balder Dovrefall Embla
  Fenris Gimle Heimdal Idunn Kvitveis Loke Mjølner Njord Odinsbro Ragnarok Sleipner Tyrhaug Urd Vidar Brønnhagen Eventyr`;
const trades = `Snekkeri Rørservice Installasjon Lakkering Logistikk Økonomi Rådgivning Utleie Vaskeri Systemer Kapital Engros
  Interiør Bilpleie Verksted Trevare Grafisk Media Selskapsmat Hage Anlegg Vikar Stål Vindu Blikk Buss Konditori Klima`;
const places = `Stavanger Tromsø Kristiansand Ålesund Haugesund Sandefjord Arendal Fredrikstad Larvik Harstad Levanger Stord
  Odda Røros Rana Vadsø Elverum Gjøvik Horten Mandal`;
const firstNames = `Berit Astrid Inger Kristin Elin Camilla Maria Ida Emma Sofie Knut Ole Geir Tor Rolf Morten Trond Magnus Anne
  Kari Ingrid Liv Marit Randi Solveig Hanne Silje Nora Jan Per Lars Kjell`;
const syllables =
  'bakke enge hauge lien moen nes strand vik sætre brenn dals eik foss gjerde holm kvam løk myr ny rød skar tveit';
const endings = 'rud vik støl mark seth bakk mo stad haug moen rud hagen bråten rum li land lund dal berg gård';

/** SQL: a random word; of row `n`, so that each row has its own. */
const word = (kind: string): string =>
  `(select w.words[1 + floor(random() * array_length(w.words, 1) + 0 * n)::int] from scale_words w where kind = '${kind}')`;

/** Half companies, half persons; the ERP knows the account of seven in ten. */
async function fillParties(database: Client, clientId: string, count: number): Promise<void> {
  const words = { stem: stems, trade: trades, place: places, first: firstNames, syllable: syllables, ending: endings };
  await database.query('create temporary table scale_words (kind text primary key, words text[])');
  for (const [kind, text] of Object.entries(words))
    await database.query('insert into scale_words values ($1, $2)', [kind, text.trim().split(/\s+/)]);
  const surname = `initcap(${word('syllable')} || ${word('ending')})`;
  await database.query(
    `create temporary table scale_parties as
     select n, 'P' || n as id, 10000000000 + n * 17 as account, random() < 0.7 as is_known,
       case when n % 2 = 0 then ${word('stem')} || ' ' || ${word('trade')} || ' ' || ${word('place')} || ' ' || ${surname} || ' AS'
            else ${word('first')} || ' ' || ${surname} || ' ' || ${surname} end as name
     from generate_series(1, $1::int) n`,
    [count],
  );
  await database.query('insert into parties (client_id, id, name) select $1, id, name from scale_parties', [clientId]);
  await database.query(
    `insert into party_keys (client_id, kind, value, party_id)
     select $1, 'account', account::text, id from scale_parties where is_known`,
    [clientId],
  );
}

/** Without indexes and triggers, which are made again afterwards: row by row they would take minutes. */
async function fillInvoices(database: Client, clientId: string, { invoices, parties }: ScaleSize): Promise<void> {
  const { rows: indexes } = await database.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
     where i.indrelid = 'invoices'::regclass
       and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
  );
  await database.query('alter table invoices disable trigger user');
  for (const { name } of indexes) await database.query(`drop index ${name}`);
  await database.query(
    `insert into invoices (id, client_id, external_id, kind, side, number, number_key, kid, amount_minor,
       open_amount_minor, residual_minor, currency, issue_date, due_date, party, status)
     select ('01980000-0000-7000-8000-' || lpad(to_hex(made.n), 12, '0'))::uuid, $1, 'F' || made.n, kind, kind, number, number, kid, amount, amount, amount, 'NOK', issued, issued + term,
       json_build_object('id', p.id, 'name', p.name), 'open'
     from (
       select n, case when party % 6 = 0 then 'payable' else 'receivable' end as kind, party, (200000 + n)::text as number,
         case when random() < 0.6 then lpad((n::bigint * 7919 % 1000000007)::text, 12, '0') end as kid,
         case when r < 0.3 then 100 + floor(-2600000 * ln(1 - a))
              when r < 0.5 then 100 * (1 + floor(-26000 * ln(1 - a)))
              when r < 0.8 then 12500 * (1 + floor(-208 * ln(1 - a)))
              else 4900 + 5000 * floor(40 * a) end::bigint as amount,
         ($4::date - floor(150 * d)::int) as issued, 14 + floor(17 * t)::int as term
       from (select n, random() as r, random() as a, random() as d, random() as t, 1 + floor(random() * $3)::int as party
             from generate_series(1, $2::int) n) n
     ) made join scale_parties p on p.n = made.party`,
    [clientId, invoices, parties, lastDay],
  );
  for (const { definition } of indexes) await database.query(definition);
  await database.query('alter table invoices enable trigger user');
}

/**
 * A run with new rows, booked over so many days: half with the KID, others with number, account, name or amount alone;
 * fifteen in a hundred without an invoice. `scale_truth` holds what each pays.
 */
export async function fillRows(
  database: Client,
  { clientId, connectionId, accountId }: ScaleClient,
  { rows, days }: { readonly rows: number; readonly days: number },
): Promise<string> {
  const runId = randomUUID();
  await database.query(
    `insert into sync_runs (id, client_id, connection_id, trigger, status, attended, temporal_workflow_id, temporal_run_id)
     values ($1, $2, $3, 'manual', 'complete', false, '', '')`,
    [runId, clientId, connectionId],
  );
  await database.query(
    `with paid as (
       select row_number() over () as k, gen_random_uuid() as transaction_id, i.*, random() as r, random() as s, random() as u
       from (select * from invoices where client_id = $1 and residual_minor > 0 and due_date >= $6::date - 50
             order by random() limit $4) i
     ), truth as (
       insert into scale_truth select transaction_id, case when r >= 0.15 then id end from paid
     )
     insert into bank_transactions (id, client_id, account_id, booking_date, amount_minor, currency, slot,
       counterparty_name, counterparty_account, text, kid, content_sha256, first_run_id, last_changed_run_id)
     select transaction_id, $1, $2, $6::date - (k * $5 / ($4 + 1))::int,
       case when side = 'payable' then -1 else 1 end * case when r < 0.15 then 100 + floor(u * 3000000)::bigint else amount_minor end,
       'NOK', k + (select count(*) from bank_transactions),
       case when r < 0.15 then 'Ukjent ' || initcap(left(md5(random()::text), 7)) when s < 0.12 then null
            when s < 0.5 then upper(p.name) else left(p.name, 35) end,
       case when r < 0.15 or u < 0.08 then null else p.account::text end,
       case when r between 0.65 and 0.8 then 'Faktura ' || number else 'Betaling' end,
       case when r between 0.15 and 0.65 then kid end, ''::bytea, $3, $3
     from paid join scale_parties p on p.id = paid.party_id`,
    [clientId, accountId, runId, rows, days, lastDay],
  );
  await database.query('vacuum (analyze) bank_transactions');
  return runId;
}
