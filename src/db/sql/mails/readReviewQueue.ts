import type { EntityManager } from '@mikro-orm/postgresql';
import type { ReviewDigestFacts } from '../../../domain/mail/reviewDigest.ts';
import { queryOne } from '../../tenantScope.ts';

/** How much of a client waits for review, and since when; null: nothing does. */
export async function readReviewQueue(em: EntityManager, clientId: string): Promise<ReviewDigestFacts | null> {
  const { waiting, withCandidates, oldestDate } = await queryOne<{
    waiting: number;
    withCandidates: number;
    oldestDate: string | null;
  }>(
    em,
    `select count(*)::int as waiting, (count(*) filter (where r.kind = 'candidates'))::int as "withCandidates",
            min(t.booking_date)::text as "oldestDate"
     from review_items r
     join bank_transactions t on t.client_id = r.client_id and t.id = r.transaction_id
     where r.client_id = $1 and r.status = 'open'`,
    [clientId],
  );
  return oldestDate === null ? null : { waiting, withCandidates, oldestDate };
}
