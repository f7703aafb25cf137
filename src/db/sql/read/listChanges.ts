import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { type StoredTransaction, transactionColumns, transactionJoins } from './transactionColumns.ts';

export type StoredChange = StoredTransaction & {
  readonly seq: string;
  readonly change: 'created' | 'updated' | 'withdrawn' | 'replaced' | 'match_changed';
};

export interface ChangeFilter {
  readonly clientId: string;
  readonly accountId: string | null;
  /** The last number that the caller has seen; '0' from the start. */
  readonly afterSeq: string;
  readonly limit: number;
}

/**
 * The client's feed of changes behind a number, in the order of commits, each with its row as it is now; one more than
 * `limit` where there are more.
 */
export const listChanges = (em: EntityManager, filter: ChangeFilter): Promise<StoredChange[]> =>
  query<StoredChange>(
    em,
    `with page as materialized (
       select c.client_id, c.seq, c.change, c.transaction_id from transaction_changes c
       where c.client_id = $1 and c.seq > $2::bigint
         and ($3::uuid is null
              or exists (select from bank_transactions b
                         where b.client_id = $1 and b.id = c.transaction_id and b.account_id = $3))
       order by c.seq
       limit $4
     )
     select page.seq::text as seq, page.change, ${transactionColumns}
     from page
     join bank_transactions t on t.client_id = page.client_id and t.id = page.transaction_id
     ${transactionJoins}
     order by page.seq`,
    [filter.clientId, filter.afterSeq, filter.accountId, filter.limit + 1],
  );
