import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenItem } from '../../../../domain/matching/openItem.ts';
import { query } from '../../../tenantScope.ts';
import { type ItemRow, itemColumns, toItem } from './itemRow.ts';
import { asRecord, type WantedAmount } from './listEqualAmounts.ts';

/** Of a party with more open items than this the matcher sees the oldest; none was seen. */
export const mostOpenOfParty = 1_000;
/** The matcher takes three. */
const mostClosed = 3;

export interface PartyAmount extends WantedAmount {
  readonly partyId: string;
}

/** The open items of the parties, and their latest closed ones of given amounts: what may have been paid twice (C1, C2). */
export async function listItemsOfParties(
  em: EntityManager,
  clientId: string,
  partyIds: readonly string[],
  amounts: readonly PartyAmount[],
): Promise<readonly OpenItem[]> {
  if (partyIds.length === 0) return [];
  const rows = await query<ItemRow>(
    em,
    `with parties as (select unnest($2::text[]) as id), amounts as (
       select distinct * from json_to_recordset($3) as a(party text, bucket smallint, currency text, amount bigint, day date)
     )
     select o.* from parties p cross join lateral (
         select ${itemColumns} from invoices i where i.client_id = $1 and i.party_id = p.id and i.residual_minor > 0
         order by i.due_date, i.id limit ${mostOpenOfParty}) o
     union all
     select c.* from amounts a cross join lateral (
         select ${itemColumns} from invoices i
         where i.client_id = $1 and i.party_id = a.party and i.bucket = a.bucket and i.currency = a.currency
           and i.amount_minor = a.amount and i.residual_minor = 0 and i.issue_date <= a.day
         order by i.due_date desc, i.id desc limit ${mostClosed}) c`,
    [clientId, partyIds, JSON.stringify(amounts.map((one) => ({ ...asRecord(one), party: one.partyId })))],
  );
  return rows.map(toItem);
}
