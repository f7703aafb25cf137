import type { EntityManager } from '@mikro-orm/postgresql';
import type { InvoiceParty } from '../../entities/invoice.ts';
import { query } from '../../tenantScope.ts';
import { partyKeys } from './partyKeys.ts';

/**
 * Parties as the invoices of a batch name them, the last one of each counting, with the keys that payments find them by
 * (matching 3). A party that is as it was writes nothing. An account is kept until another is named: an invoice may leave
 * it out. Rows are taken in order of their ids.
 */
export async function upsertParties(
  em: EntityManager,
  clientId: string,
  named: readonly InvoiceParty[],
): Promise<void> {
  const parties = [...new Map(named.map((party) => [party.id, party])).values()];
  if (parties.length === 0) return;
  const records = parties.map(({ id, name, org_number = null, aliases = [] }) => ({ id, name, org_number, aliases }));
  await query(
    em,
    `insert into parties (client_id, id, name, org_number, aliases)
     select $1, r.id, r.name, r.org_number, r.aliases
     from json_to_recordset($2) as r(id text, name text, org_number text, aliases jsonb)
     order by r.id
     on conflict (client_id, id) do update set
       name = excluded.name, org_number = coalesce(excluded.org_number, parties.org_number), aliases = excluded.aliases,
       updated_at = now()
     where (parties.name, parties.org_number, parties.aliases)
       is distinct from (excluded.name, coalesce(excluded.org_number, parties.org_number), excluded.aliases)`,
    [clientId, JSON.stringify(records)],
  );
  // Two batches that name one party wait for each other at its row, so keys are compared with what is committed.
  await query(
    em,
    `with wanted as materialized (
       select * from json_to_recordset($2) as r(party_id text, kind text, value text)
     ), gone as (
       delete from party_keys k
       where k.client_id = $1
         and (k.party_id, k.kind) in (select w.party_id, w.kind from wanted w)
         and not exists (select from wanted w where (w.party_id, w.kind, w.value) = (k.party_id, k.kind, k.value))
       returning k.party_id
     ), put as (
       insert into party_keys (client_id, kind, value, party_id)
       select $1, w.kind, w.value, w.party_id from wanted w
       on conflict do nothing
       returning party_id
     )
     update parties p set updated_at = clock_timestamp()
     where p.client_id = $1 and p.updated_at <> now() and p.id in (select g.party_id from gone g union select n.party_id from put n)`,
    [clientId, JSON.stringify(parties.flatMap(partyKeys))],
  );
}
