import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../../tenantScope.ts';
import { asRecord, type WantedAmount } from './listEqualAmounts.ts';

export interface IssuedCount {
  readonly bucket: number;
  readonly currency: string;
  readonly issueDate: string;
  readonly count: number;
}

const byIssueDate = `select bucket, currency, issue_date as "issueDate", count(*)::int as count from invoices`;

/** Open invoices of both sides, by the day on which they were issued. */
export const countOpen = (em: EntityManager, clientId: string): Promise<IssuedCount[]> =>
  query<IssuedCount>(
    em,
    `${byIssueDate} where client_id = $1 and residual_minor > 0 and bucket in (1, 2) group by bucket, currency, issue_date`,
    [clientId],
  );

/** Of these invoices those of which nothing is left. */
export const countClosed = (em: EntityManager, clientId: string, ids: readonly string[]): Promise<IssuedCount[]> =>
  query<IssuedCount>(
    em,
    `${byIssueDate} where client_id = $1 and id = any($2) and residual_minor = 0 and bucket in (1, 2)
     group by bucket, currency, issue_date`,
    [clientId, ids],
  );

export interface AmountCount {
  readonly bucket: number;
  readonly currency: string;
  readonly amountMinor: string;
  readonly day: string;
  readonly count: number;
}

/**
 * Open items of exactly these amounts, issued by the day. An amount that is a price is looked through once, not once for
 * each day.
 */
export async function countEqualAmounts(
  em: EntityManager,
  clientId: string,
  wanted: readonly WantedAmount[],
): Promise<AmountCount[]> {
  if (wanted.length === 0) return [];
  return query<AmountCount>(
    em,
    `with w as materialized (
       select distinct * from json_to_recordset($2) as w(bucket smallint, currency text, amount bigint, day date)
     ), issued as (
       select a.bucket, a.currency, a.amount, i.issue_date, i.n
       from (select bucket, currency, amount, max(day) as last from w group by bucket, currency, amount) a
       cross join lateral (
         select i.issue_date, count(*) as n from invoices i
         where i.client_id = $1 and i.bucket = a.bucket and i.currency = a.currency and i.residual_minor = a.amount
           and i.residual_minor > 0 and i.issue_date <= a.last
         group by i.issue_date) i
     )
     select w.bucket, w.currency, w.amount::text as "amountMinor", w.day,
       coalesce(sum(i.n) filter (where i.issue_date <= w.day), 0)::int as count
     from w left join issued i on i.bucket = w.bucket and i.currency = w.currency and i.amount = w.amount
     group by w.bucket, w.currency, w.amount, w.day`,
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
