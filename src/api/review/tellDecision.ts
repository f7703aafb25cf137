import type { EntityManager } from '@mikro-orm/postgresql';
import { appendChanges } from '../../db/sql/changes/appendChanges.ts';
import { type AuditRecord, addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import { addOutboxEvents } from '../../db/sql/effects/addOutboxEvents.ts';
import { namedIds } from '../../db/sql/effects/namedIds.ts';
import type { Person } from '../../db/sql/review/logActions.ts';

/** An audit entry of a person's decision. */
export const audited = (
  { actor, user }: Person,
  action: string,
  subjectId: string,
  data: NonNullable<AuditRecord['data']> = {},
): AuditRecord => ({
  kind: 'change',
  actor,
  action,
  subjectId,
  data: { ...data, ...(user === null ? {} : { user }) },
});

/** Tells of a match that a person made. Call it last in the transaction (`appendChanges`). */
export async function tellMatch(
  em: EntityManager,
  clientId: string,
  person: Person,
  made: {
    readonly action: string;
    readonly matchId: string;
    readonly transactionId: string;
    readonly itemId: string | null;
  },
): Promise<void> {
  await addOutboxEvents(em, clientId, [
    { type: 'match.created', data: namedIds('matches', [made.matchId]) },
    ...(made.itemId === null
      ? []
      : [{ type: 'review.resolved' as const, data: namedIds('review_items', [made.itemId]) }]),
  ]);
  await addAuditEntries(em, clientId, [
    audited(person, 'match.created', made.matchId, {
      action: made.action,
      transaction_id: made.transactionId,
      ...(made.itemId === null ? {} : { review_item_id: made.itemId }),
    }),
  ]);
  await appendChanges(em, clientId, [{ transactionId: made.transactionId, change: 'match_changed' }]);
}

/** Tells that an item waits for a second person. */
export async function tellFirstAcceptance(
  em: EntityManager,
  clientId: string,
  person: Person,
  itemId: string,
): Promise<void> {
  await addOutboxEvents(em, clientId, [{ type: 'review.required', data: namedIds('review_items', [itemId]) }]);
  await addAuditEntries(em, clientId, [audited(person, 'review.first_acceptance', itemId)]);
}
