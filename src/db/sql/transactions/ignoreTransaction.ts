import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { appendChanges } from '../changes/appendChanges.ts';
import { addAuditEntries } from '../effects/addAuditEntries.ts';
import { closeReviewItems } from '../matching/closeReviewItems.ts';
import { holdOffMatching } from '../matching/lockMatching.ts';

/** A row and who decides about it. */
export interface RowDecision {
  readonly clientId: string;
  readonly transactionId: string;
  /** A principal's id. */
  readonly actor: string;
  /** The ERP's id of the person who acts. */
  readonly user: string | null;
}

/**
 * `matched`: the match must be undone first, nothing was written. `unchanged`: it was so already, or there is no such
 * row.
 */
export type Decided = 'changed' | 'unchanged' | 'matched';

/**
 * A row that the ERP does not want to see, with its audit entry and its place in the feed; it stays so at every later
 * sync. Call it last in the transaction (`appendChanges`).
 */
export async function ignoreTransaction(em: EntityManager, decision: RowDecision): Promise<Decided> {
  const { clientId, transactionId } = decision;
  await holdOffMatching(em, clientId);
  const [row] = await query<{ match_status: string; ignored_because: string | null }>(
    em,
    `select match_status, ignored_because from bank_transactions where client_id = $1 and id = $2 for no key update`,
    [clientId, transactionId],
  );
  if (row?.match_status === 'matched') return 'matched';
  if (row === undefined || row.ignored_because === 'person') return 'unchanged';
  await query(
    em,
    `update bank_transactions set match_status = 'ignored', ignored_because = 'person', updated_at = now()
     where client_id = $1 and id = $2`,
    [clientId, transactionId],
  );
  await closeReviewItems(em, clientId, [transactionId]);
  await tell(em, decision, 'transaction.ignore');
  return 'changed';
}

/** A row that was ignored, for whatever reason, waits for a match again. Call it last in the transaction. */
export async function unignoreTransaction(em: EntityManager, decision: RowDecision): Promise<Decided> {
  const written = await query(
    em,
    `update bank_transactions set match_status = 'unmatched', ignored_because = null, updated_at = now()
     where client_id = $1 and id = $2 and match_status = 'ignored' returning id`,
    [decision.clientId, decision.transactionId],
  );
  if (written.length === 0) return 'unchanged';
  await tell(em, decision, 'transaction.unignore');
  return 'changed';
}

async function tell(em: EntityManager, { clientId, transactionId, actor, user }: RowDecision, action: string) {
  const data = user === null ? {} : { user };
  await addAuditEntries(em, clientId, [{ kind: 'change', actor, action, subjectId: transactionId, data }]);
  await appendChanges(em, clientId, [{ transactionId, change: 'match_changed' }]);
}
