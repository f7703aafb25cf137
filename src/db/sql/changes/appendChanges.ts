import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';

export type TransactionChangeKind = 'created' | 'updated' | 'withdrawn' | 'replaced' | 'match_changed';

/**
 * Appends to the client's feed of changes. Call it last in the transaction: raising the head holds the client's row
 * until the commit, so numbers become visible in the order in which they were given, and a reader that has seen number n
 * can never be slipped a smaller one by a late commit.
 */
export async function appendChanges(
  em: EntityManager,
  clientId: string,
  changes: readonly { readonly transactionId: string; readonly change: TransactionChangeKind }[],
): Promise<void> {
  if (changes.length === 0) return;
  await query(
    em,
    `with head as (
       update clients set change_seq = change_seq + $2 where client_id = $1 returning change_seq - $2 as base
     )
     insert into transaction_changes (client_id, seq, transaction_id, change)
     select $1, head.base + c.ordinality, c.transaction_id, c.change
     from head, unnest($3::uuid[], $4::text[]) with ordinality as c(transaction_id, change, ordinality)`,
    [clientId, changes.length, changes.map(({ transactionId }) => transactionId), changes.map(({ change }) => change)],
  );
}
