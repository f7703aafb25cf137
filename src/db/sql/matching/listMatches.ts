import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { instant } from '../read/instant.ts';
import type { StoredAllocation } from '../read/transactionColumns.ts';

export interface MatchFilter {
  readonly clientId: string;
  readonly transactionId: string | null;
  readonly externalId: string | null;
  readonly postingStatus: string | null;
  readonly afterId: string | null;
  readonly limit: number;
}

export interface ListedMatch {
  readonly id: string;
  readonly transaction_id: string;
  readonly state: 'active' | 'undone';
  readonly decided_by: string;
  readonly evidence_class: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly posting_status: string;
  readonly allocations: readonly StoredAllocation[];
  readonly created_at: string;
  readonly undone_at: string | null;
}

/** Matches of a client, undone ones too, in the order of their ids; one more than `limit` where there are more. */
export const listMatches = (em: EntityManager, filter: MatchFilter): Promise<ListedMatch[]> =>
  query<ListedMatch>(
    em,
    `select m.id, m.transaction_id, m.state, m.decided_by, m.evidence_class, m.evidence, m.posting_status,
            ${instant('m.created_at')} as created_at, ${instant('m.undone_at')} as undone_at,
            coalesce(l.allocations, '[]') as allocations
     from matches m
     left join lateral (
       select json_agg(json_build_object('invoice_id', i.id, 'external_id', i.external_id,
                                         'amount_minor', a.amount_minor::text, 'currency', i.currency)
                       order by i.external_id) as allocations
       from allocations a join invoices i on i.client_id = a.client_id and i.id = a.invoice_id
       where a.client_id = m.client_id and a.match_id = m.id
     ) l on true
     where m.client_id = $1
       and ($2::uuid is null or m.transaction_id = $2)
       and ($3::text is null or exists (
         select 1 from allocations a join invoices i on i.client_id = a.client_id and i.id = a.invoice_id
         where a.client_id = m.client_id and a.match_id = m.id and i.external_id = $3))
       and ($4::text is null or m.posting_status = $4)
       and ($5::uuid is null or m.id > $5)
     order by m.id
     limit $6`,
    [filter.clientId, filter.transactionId, filter.externalId, filter.postingStatus, filter.afterId, filter.limit + 1],
  );
