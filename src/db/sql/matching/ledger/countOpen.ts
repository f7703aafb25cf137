import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../../tenantScope.ts';
import { asRecord, type WantedAmount } from './listEqualAmounts.ts';

export interface OpenCount {
  readonly bucket: number;
  readonly currency: string;
  readonly day: string;
  readonly count: number;
}

/** Open invoices of both sides, issued by each of the days. */
export const countOpen = (em: EntityManager, clientId: string, days: readonly string[]): Promise<OpenCount[]> =>
  query<OpenCount>(
    em,
    `with issued as materialized (
       select bucket, currency, issue_date, count(*) as n from invoices
       where client_id = $1 and residual_minor > 0 and bucket in (1, 2) group by bucket, currency, issue_date
     )
     select i.bucket, i.currency, d.day, sum(i.n)::int as count
     from unnest($2::date[]) as d(day) join issued i on i.issue_date <= d.day
     group by i.bucket, i.currency, d.day`,
    [clientId, days],
  );

export interface AmountCount extends OpenCount {
  readonly amountMinor: string;
}

/** Open items of exactly these amounts, issued by the day. */
export async function countEqualAmounts(
  em: EntityManager,
  clientId: string,
  wanted: readonly WantedAmount[],
): Promise<AmountCount[]> {
  if (wanted.length === 0) return [];
  return query<AmountCount>(
    em,
    `select w.bucket, w.currency, w.amount::text as "amountMinor", w.day, i.n as count
     from (select distinct * from json_to_recordset($2) as w(bucket smallint, currency text, amount bigint, day date)) w
     cross join lateral (
       select count(*)::int as n from invoices i
       where i.client_id = $1 and i.bucket = w.bucket and i.currency = w.currency and i.residual_minor = w.amount
         and i.residual_minor > 0 and i.issue_date <= w.day) i`,
    [clientId, JSON.stringify(wanted.map(asRecord))],
  );
}

export interface WantedParty extends WantedAmount {
  readonly partyId: string;
}

export interface PartyCount extends AmountCount {
  readonly partyId: string;
  /** Of the party's open ones, those of this amount. */
  readonly equal: number;
}

/** A party's open items, and those of one amount, issued by the day. */
export async function countOfParties(
  em: EntityManager,
  clientId: string,
  wanted: readonly WantedParty[],
): Promise<PartyCount[]> {
  if (wanted.length === 0) return [];
  return query<PartyCount>(
    em,
    `select w.party as "partyId", w.bucket, w.currency, w.amount::text as "amountMinor", w.day, i.n as count, i.equal
     from (select distinct * from json_to_recordset($2)
           as w(party text, bucket smallint, currency text, amount bigint, day date)) w
     cross join lateral (
       select count(*)::int as n, count(*) filter (where i.residual_minor = w.amount)::int as equal from invoices i
       where i.client_id = $1 and i.party_id = w.party and i.bucket = w.bucket and i.currency = w.currency
         and i.residual_minor > 0 and i.issue_date <= w.day) i`,
    [clientId, JSON.stringify(wanted.map((one) => ({ ...asRecord(one), party: one.partyId })))],
  );
}
