import type { EntityManager } from '@mikro-orm/postgresql';
import { query, queryOne } from '../../tenantScope.ts';
import { appendChanges } from '../changes/appendChanges.ts';
import { addAuditEntries } from '../effects/addAuditEntries.ts';
import { closeReviewItems } from '../matching/closeReviewItems.ts';
import { holdOffMatching } from '../matching/lockMatching.ts';

export interface EarlierRows {
  readonly clientId: string;
  readonly accountId: string;
  /** Rows of this booking date stay. */
  readonly bookedBefore: string;
  /** A principal's id. */
  readonly actor: string;
  /** The ERP's id of the person who acts. */
  readonly user: string | null;
}

/**
 * The ERP does not want to see an account's rows booked before a date; matched ones are left alone and counted. One
 * audit entry for all, one place in the feed for each. Call it last in the transaction (`appendChanges`).
 */
export async function ignoreBookedBefore(
  em: EntityManager,
  { clientId, accountId, bookedBefore, actor, user }: EarlierRows,
): Promise<{ readonly ignored: number; readonly matched: number }> {
  await holdOffMatching(em, clientId);
  // In the order of ids, as all that lock several rows do.
  const rows = await query<{ id: string }>(
    em,
    `with wanted as materialized (
       select id from bank_transactions
       where client_id = $1 and account_id = $2 and booking_date < $3 and status = 'booked'
         and match_status <> 'matched' and ignored_because is distinct from 'person'
       order by id for no key update
     )
     update bank_transactions t
     set match_status = 'ignored', ignored_because = 'person', updated_at = now()
     from wanted where t.client_id = $1 and t.id = wanted.id and t.match_status <> 'matched'
     returning t.id`,
    [clientId, accountId, bookedBefore],
  );
  const { matched } = await queryOne<{ matched: number }>(
    em,
    `select count(*)::int as matched from bank_transactions
     where client_id = $1 and account_id = $2 and booking_date < $3 and status = 'booked' and match_status = 'matched'`,
    [clientId, accountId, bookedBefore],
  );
  if (rows.length > 0) {
    const ids = rows.map(({ id }) => id);
    await closeReviewItems(em, clientId, ids);
    const data = { booked_before: bookedBefore, ignored: ids.length, ...(user === null ? {} : { user }) };
    await addAuditEntries(em, clientId, [
      { kind: 'change', actor, action: 'transactions.ignore', subjectId: accountId, data },
    ]);
    await appendChanges(
      em,
      clientId,
      ids.map((transactionId) => ({ transactionId, change: 'match_changed' as const })),
    );
  }
  return { ignored: rows.length, matched };
}
