import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import type { AllocationRecord } from './allocationRecord.ts';

/** What is decided about a row already. */
export interface KnownDecision {
  readonly transactionId: string;
  /** Its active match; null: none. */
  readonly matchId: string | null;
  /** Of its active match; null: none. */
  readonly matched: readonly AllocationRecord[] | null;
  /** Of the last import that named it, or its active match; null: none did. */
  readonly imported: readonly AllocationRecord[] | null;
}

/** By transaction id; rows about which nothing is decided are left out. */
export async function listKnownDecisions(
  em: EntityManager,
  clientId: string,
  transactionIds: readonly string[],
): Promise<ReadonlyMap<string, KnownDecision>> {
  const rows = await query<KnownDecision>(
    em,
    `with matched as (
       select m.transaction_id, m.id,
              coalesce(jsonb_agg(jsonb_build_object('invoice_id', a.invoice_id, 'amount_minor', a.amount_minor::text))
                       filter (where a.invoice_id is not null), '[]') as allocations
       from matches m left join allocations a on a.client_id = m.client_id and a.match_id = m.id
       where m.client_id = $1 and m.transaction_id = any($2) and m.state = 'active'
       group by m.transaction_id, m.id
     ), imported as (
       select distinct on (l.transaction_id) l.transaction_id, l.allocations
       from match_actions l left join matched on matched.transaction_id = l.transaction_id
       where l.client_id = $1 and l.transaction_id = any($2) and l.action = 'import'
         and (matched.id is null or l.match_id = matched.id)
       order by l.transaction_id, l.id desc
     )
     select transaction_id as "transactionId", matched.id as "matchId", matched.allocations as matched, imported.allocations as imported
     from matched full join imported using (transaction_id)`,
    [clientId, transactionIds],
  );
  return new Map(rows.map((row) => [row.transactionId, row]));
}
