import type { EntityManager } from '@mikro-orm/postgresql';
import { appendChanges } from '../../db/sql/changes/appendChanges.ts';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import { nameImported } from '../../db/sql/invoices/nameImported.ts';
import { closeReviewItems } from '../../db/sql/matching/closeReviewItems.ts';
import { holdInvoices } from '../../db/sql/review/holdInvoices.ts';
import { leaveQueue } from '../../db/sql/review/leaveQueue.ts';
import { logActions, type Person } from '../../db/sql/review/logActions.ts';
import { markImported } from '../../db/sql/review/markImported.ts';
import type { AcceptedAllocation } from '../../domain/review/acceptedAllocation.ts';

export interface Taught {
  readonly transactionId: string;
  /** The match that the row has, of the same allocations; null: it has none. */
  readonly matchId: string | null;
  readonly allocations: readonly AcceptedAllocation[];
}

/**
 * Carries out what was imported, in the caller's transaction, which holds the rows (contract 4). A row that was told before
 * and waits again leaves the queue again; nothing is learned from it twice.
 */
export async function teachImported(
  em: EntityManager,
  clientId: string,
  person: Person,
  taught: readonly Taught[],
  toldBeforeIds: readonly string[],
): Promise<void> {
  const imports = taught.map((one) => ({
    ...one,
    action: 'import' as const,
    reviewItemId: null,
    candidateId: null,
    shown: [],
    modelVersion: null,
  }));
  await logActions(em, clientId, person, imports);
  const ids = [...taught.map(({ transactionId }) => transactionId), ...toldBeforeIds];
  const left = await leaveQueue(em, clientId, ids);
  await closeReviewItems(em, clientId, left);
  const posted = await postHere(em, clientId, taught);
  if (taught.length === 0 && left.length === 0) return;
  await addAuditEntries(em, clientId, [
    {
      kind: 'change',
      actor: person.actor,
      action: 'matches.import',
      subjectId: null,
      data: {
        imported: taught.length,
        ignored: left.length,
        matches_posted: posted.length,
        ...(person.user === null ? {} : { user: person.user }),
      },
    },
  ]);
  await appendChanges(
    em,
    clientId,
    [...left, ...posted].map((transactionId) => ({ transactionId, change: 'match_changed' as const })),
  );
}

/** What is matched here in the same way is in the ERP's figures: it is not booked again, nor counted twice. */
async function postHere(em: EntityManager, clientId: string, taught: readonly Taught[]): Promise<readonly string[]> {
  const matched = taught.flatMap((one) => (one.matchId === null ? [] : [{ ...one, matchId: one.matchId }]));
  const invoiceIds = [...new Set(matched.flatMap(({ allocations }) => allocations.map(({ invoiceId }) => invoiceId)))];
  await holdInvoices(
    em,
    clientId,
    invoiceIds.map((invoiceId) => ({ invoiceId })),
  );
  await nameImported(em, clientId, invoiceIds);
  return markImported(
    em,
    clientId,
    matched.map(({ matchId }) => matchId),
  );
}
