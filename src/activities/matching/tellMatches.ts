import type { EntityManager } from '@mikro-orm/postgresql';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import { addOutboxEvents } from '../../db/sql/effects/addOutboxEvents.ts';
import { namedIds } from '../../db/sql/effects/namedIds.ts';
import type { NewMatch } from '../../db/sql/matching/insertMatches.ts';

export interface ToldMatches {
  readonly clientId: string;
  readonly runId: string | null;
  readonly matches: readonly NewMatch[];
  /** New or renewed, with candidates. */
  readonly reviewIds: readonly string[];
}

/** Events and audit entries of what the matcher decided, in the transaction of the change (D-1). */
export async function tellMatches(
  em: EntityManager,
  { clientId, runId, matches, reviewIds }: ToldMatches,
): Promise<void> {
  const run = runId === null ? {} : { sync_run_id: runId };
  const matchIds = matches.map(({ id }) => id);
  await addOutboxEvents(em, clientId, [
    ...(matchIds.length === 0
      ? []
      : [{ type: 'match.created' as const, data: { ...run, ...namedIds('matches', matchIds) } }]),
    ...(reviewIds.length === 0
      ? []
      : [{ type: 'review.required' as const, data: { ...run, ...namedIds('review_items', reviewIds) } }]),
  ]);
  await addAuditEntries(
    em,
    clientId,
    matches.map(({ id, evidenceClass }) => ({
      kind: 'change' as const,
      actor: 'workflow',
      action: 'match.created',
      subjectId: id,
      data: { evidence_class: evidenceClass },
    })),
  );
}
