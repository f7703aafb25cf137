import type { EntityManager } from '@mikro-orm/postgresql';
import { appendChanges } from '../../db/sql/changes/appendChanges.ts';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import { addVetoes } from '../../db/sql/review/addVetoes.ts';
import { dropCandidate } from '../../db/sql/review/dropCandidate.ts';
import { logActions, type Person } from '../../db/sql/review/logActions.ts';
import type { StoredReviewItem } from '../../db/sql/review/reviewItemColumns.ts';
import { proposedAllocations, type ShownCandidate } from '../../domain/review/shownCandidate.ts';
import { vetoedPairs } from '../../domain/review/vetoedPairs.ts';
import { audited } from './tellDecision.ts';

/**
 * A person says that a candidate is not what was paid: it leaves the item, which stays open with what is left, and is never
 * proposed again (matching 10). The row and the item are held.
 */
export async function rejectCandidate(
  em: EntityManager,
  clientId: string,
  person: Person,
  { item, candidate }: { readonly item: StoredReviewItem; readonly candidate: ShownCandidate },
): Promise<void> {
  const { transaction_id: transactionId } = item;
  const allocations = proposedAllocations(candidate);
  await addVetoes(
    em,
    clientId,
    vetoedPairs(
      transactionId,
      allocations.map(({ invoiceId }) => invoiceId),
    ),
  );
  await dropCandidate(em, clientId, { itemId: item.id, candidateId: candidate.id });
  await logActions(em, clientId, person, [
    {
      action: 'reject',
      transactionId,
      matchId: null,
      reviewItemId: item.id,
      allocations,
      candidateId: candidate.id,
      shown: item.candidates,
      modelVersion: item.model_version,
    },
  ]);
  await addAuditEntries(em, clientId, [audited(person, 'review.reject', item.id, { transaction_id: transactionId })]);
  if (item.candidates.length === 1) await appendChanges(em, clientId, [{ transactionId, change: 'match_changed' }]);
}
