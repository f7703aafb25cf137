import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenItem } from '../../../../domain/matching/openItem.ts';
import { query } from '../../../tenantScope.ts';
import { type ItemRow, itemColumns, toItem } from './itemRow.ts';

export interface WantedAmount {
  readonly bucket: number;
  readonly currency: string;
  readonly amountMinor: bigint;
  /** Of the booking. */
  readonly day: string;
}

export interface EqualAmount {
  readonly item: OpenItem;
  /** Of the booking whose amount it has. */
  readonly day: string;
  /** Open items of its party in its bucket, issued by the day; those of them with this amount. */
  readonly partyOpen: number;
  readonly partyEqual: number;
}

/** The matcher takes 25 on each side of the day; what it posts in the same chunk is made up for by the next ones. */
const mostOnEachSide = 35;
const mostCreditNotes = 200;

/**
 * Open items of exactly this amount that are due up to 30 days after the day and up to 60 before it, the nearest on each
 * side (matching 3, D), with what their parties have open. Credit notes of the amount whenever they are due: whether one
 * stands alone decides.
 */
export async function listEqualAmounts(
  em: EntityManager,
  clientId: string,
  wanted: readonly WantedAmount[],
): Promise<readonly EqualAmount[]> {
  if (wanted.length === 0) return [];
  const equal = `i.client_id = $1 and i.bucket = w.bucket and i.currency = w.currency
    and i.residual_minor = w.amount and i.residual_minor > 0 and i.issue_date <= w.day`;
  const columns = `${itemColumns}, i.bucket, i.residual_minor as amount`;
  const rows = await query<ItemRow & Omit<EqualAmount, 'item'>>(
    em,
    `with w as materialized (
       select distinct * from json_to_recordset($2) as w(bucket smallint, currency text, amount bigint, day date)
     ), hits as (
       select w.day, a.* from w cross join lateral (
         select ${columns} from invoices i where ${equal} and i.due_date between w.day and w.day + 30
         order by i.due_date, i.id limit ${mostOnEachSide}) a
       union all
       select w.day, b.* from w cross join lateral (
         select ${columns} from invoices i where ${equal} and i.due_date < w.day and i.due_date >= w.day - 60
         order by i.due_date desc, i.id desc limit ${mostOnEachSide}) b
       union all
       select w.day, c.* from w cross join lateral (
         select ${columns} from invoices i where ${equal} order by i.due_date, i.id limit ${mostCreditNotes}) c
       where w.bucket in (3, 4)
     )
     select h.*, n."partyOpen", n."partyEqual" from hits h cross join lateral (
       select count(*)::int as "partyOpen", count(*) filter (where i.residual_minor = h.amount)::int as "partyEqual"
       from invoices i
       where i.client_id = $1 and i.party_id = h."partyId" and i.bucket = h.bucket and i.currency = h.currency
         and i.residual_minor > 0 and i.issue_date <= h.day) n`,
    [clientId, JSON.stringify(wanted.map(asRecord))],
  );
  return rows.map(({ day, partyOpen, partyEqual, ...row }) => ({ item: toItem(row), day, partyOpen, partyEqual }));
}

export const asRecord = ({ bucket, currency, amountMinor, day }: WantedAmount) => ({
  bucket,
  currency,
  amount: amountMinor.toString(),
  day,
});
