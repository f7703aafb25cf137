import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { type ListedMatch, matchColumns, matchJoins } from './matchColumns.ts';

export interface MatchFilter {
  readonly clientId: string;
  readonly transactionId: string | null;
  readonly externalId: string | null;
  readonly postingStatus: string | null;
  /** Only active ones of the audit sample that nobody has checked yet. */
  readonly isToCheck: boolean;
  readonly afterId: string | null;
  readonly limit: number;
}

/** SQL: match `m` stands, and so does its row. */
const isStanding = `m.state = 'active' and exists (
  select from bank_transactions t where t.client_id = m.client_id and t.id = m.transaction_id and t.status = 'booked')`;

/**
 * Matches of a client in the order of their ids, undone ones too; where those are asked for that somebody must book or
 * check, active ones only, of rows that the bank still shows: of others a task asks (ledger 6). One more than `limit` where
 * there are more.
 */
export const listMatches = (em: EntityManager, filter: MatchFilter): Promise<ListedMatch[]> =>
  query<ListedMatch>(
    em,
    `select ${matchColumns} from matches m ${matchJoins}
     where m.client_id = $1
       and ($2::uuid is null or m.transaction_id = $2)
       and ($3::text is null or exists (
         select 1 from allocations a join invoices i on i.client_id = a.client_id and i.id = a.invoice_id
         where a.client_id = m.client_id and a.match_id = m.id and i.external_id = $3))
       and ($4::text is null or m.posting_status = $4 and ($4 <> 'unposted' or ${isStanding}))
       and ($5::uuid is null or m.id > $5)
       and (not $6 or m.is_audit_sample and m.confirmed_at is null and ${isStanding})
     order by m.id
     limit $7`,
    [
      filter.clientId,
      filter.transactionId,
      filter.externalId,
      filter.postingStatus,
      filter.afterId,
      filter.isToCheck,
      filter.limit + 1,
    ],
  );
