import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../../tenantScope.ts';

/** Days late of each party's last eight payments, oldest first (matching 4, DATE). */
export async function readLags(
  em: EntityManager,
  clientId: string,
  partyIds: readonly string[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  if (partyIds.length === 0) return new Map();
  const rows = await query<{ id: string; lags: number[] }>(
    em,
    `select p.id, l.lags from unnest($2::text[]) as p(id) cross join lateral (
       select json_agg(m.lag_days order by m.booking_date, m.transaction_id) as lags from (
         select m.lag_days, m.booking_date, m.transaction_id from matches m
         where m.client_id = $1 and m.party_id = p.id and m.state = 'active'
         order by m.booking_date desc, m.transaction_id desc limit 8) m) l
     where l.lags is not null`,
    [clientId, partyIds],
  );
  return new Map(rows.map(({ id, lags }) => [id, lags]));
}

export interface PayerRow {
  readonly account: string | null;
  readonly name: string | null;
  readonly matched: number;
  readonly withoutInvoice: number;
}

/** What became of earlier rows of these payers, as the bank wrote account and name. */
export async function readPayerRows(
  em: EntityManager,
  clientId: string,
  { accounts, names }: { readonly accounts: readonly string[]; readonly names: readonly string[] },
): Promise<PayerRow[]> {
  if (accounts.length === 0 && names.length === 0) return [];
  const counts = `count(*) filter (where m.posting_status <> 'none')::int as matched,
    count(*) filter (where m.posting_status = 'none')::int as "withoutInvoice"`;
  return query<PayerRow>(
    em,
    `select t.counterparty_account as account, null as name, ${counts}
     from bank_transactions t join matches m on m.client_id = t.client_id and m.transaction_id = t.id and m.state = 'active'
     where t.client_id = $1 and t.match_status = 'matched' and t.counterparty_account = any($2)
     group by t.counterparty_account
     union all
     select null, t.counterparty_name, ${counts}
     from bank_transactions t join matches m on m.client_id = t.client_id and m.transaction_id = t.id and m.state = 'active'
     where t.client_id = $1 and t.match_status = 'matched' and t.counterparty_name = any($3)
     group by t.counterparty_name`,
    [clientId, accounts, names],
  );
}

export interface SettledRow {
  readonly partyId: string;
  readonly paymentId: string;
  readonly bookingDate: string;
  readonly amountMinor: string;
  readonly currency: string;
  readonly allocations: readonly { readonly itemId: string; readonly amountMinor: string }[];
}

/** The last 50 matched payments of each party, newest first: what a refund or a return reverses (matching 5). */
export async function readSettled(
  em: EntityManager,
  clientId: string,
  partyIds: readonly string[],
): Promise<SettledRow[]> {
  if (partyIds.length === 0) return [];
  return query<SettledRow>(
    em,
    `select p.id as "partyId", m.transaction_id as "paymentId", t.booking_date as "bookingDate",
            t.amount_minor::text as "amountMinor", t.currency,
            (select json_agg(json_build_object('itemId', a.invoice_id, 'amountMinor', a.amount_minor::text) order by a.invoice_id)
             from allocations a where a.client_id = $1 and a.match_id = m.id) as allocations
     from unnest($2::text[]) as p(id) cross join lateral (
       select m.id, m.transaction_id, m.booking_date from matches m
       where m.client_id = $1 and m.party_id = p.id and m.state = 'active'
       order by m.booking_date desc, m.transaction_id desc limit 50) m
     join bank_transactions t on t.client_id = $1 and t.id = m.transaction_id
     order by p.id, m.booking_date desc, m.transaction_id desc`,
    [clientId, partyIds],
  );
}
