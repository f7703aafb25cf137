import type { EntityManager } from '@mikro-orm/postgresql';
import { appendChanges } from '../../db/sql/changes/appendChanges.ts';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import { addOutboxEvents } from '../../db/sql/effects/addOutboxEvents.ts';
import { namedIds } from '../../db/sql/effects/namedIds.ts';
import type { ListedMatch } from '../../db/sql/matching/matchColumns.ts';
import { readMatch } from '../../db/sql/matching/readMatch.ts';
import { addVetoes } from '../../db/sql/review/addVetoes.ts';
import { fromAllocationRecord } from '../../db/sql/review/allocationRecord.ts';
import { endMatch } from '../../db/sql/review/endMatch.ts';
import { holdInvoices } from '../../db/sql/review/holdInvoices.ts';
import { holdPayment } from '../../db/sql/review/holdPayment.ts';
import { logActions, type Person } from '../../db/sql/review/logActions.ts';
import { vetoedPairs } from '../../domain/review/vetoedPairs.ts';
import { notFound } from '../problem.ts';
import { audited } from './tellDecision.ts';

/**
 * Undoes a match, in the caller's transaction: its row waits again, and what it used of invoices is open again, unless the
 * ERP has it in its figures (contract 4): then `was_posted` of the event asks the ERP to take it out there. Undoing what
 * the matcher decided is a rejection (matching 10). Undone already: the same answer. Throws 404.
 */
export async function undoMatch(
  em: EntityManager,
  clientId: string,
  person: Person,
  matchId: string,
): Promise<ListedMatch> {
  const seen = await readMatch(em, clientId, matchId);
  if (seen === null) throw notFound();
  if (seen.state === 'undone') return seen;
  const invoiceIds = seen.allocations.map(({ invoice_id }) => invoice_id);
  // Row, invoices, match: the order of everybody who writes about several of them.
  await holdPayment(em, clientId, seen.transaction_id);
  await holdInvoices(
    em,
    clientId,
    invoiceIds.map((invoiceId) => ({ invoiceId })),
  );
  const ended = await endMatch(em, clientId, { matchId, user: person.user });
  if (ended !== null) await tellUndone(em, clientId, person, { seen, wasPosted: ended.wasPosted });
  const match = await readMatch(em, clientId, matchId);
  if (match === null) throw notFound();
  return match;
}

async function tellUndone(
  em: EntityManager,
  clientId: string,
  person: Person,
  { seen, wasPosted }: { readonly seen: ListedMatch; readonly wasPosted: boolean },
): Promise<void> {
  const { id: matchId, transaction_id: transactionId } = seen;
  const allocations = seen.allocations.map(fromAllocationRecord);
  if (seen.decided_by !== 'person')
    await addVetoes(
      em,
      clientId,
      vetoedPairs(
        transactionId,
        allocations.map(({ invoiceId }) => invoiceId),
      ),
    );
  const version = seen.evidence['model_version'];
  await logActions(em, clientId, person, [
    {
      action: 'undo',
      transactionId,
      matchId,
      reviewItemId: null,
      allocations,
      candidateId: null,
      shown: [],
      modelVersion: typeof version === 'string' ? version : null,
    },
  ]);
  await addOutboxEvents(em, clientId, [
    { type: 'match.undone', data: { ...namedIds('matches', [matchId]), was_posted: wasPosted } },
  ]);
  await addAuditEntries(em, clientId, [
    audited(person, 'match.undone', matchId, { transaction_id: transactionId, was_posted: wasPosted }),
  ]);
  await appendChanges(em, clientId, [{ transactionId, change: 'match_changed' }]);
}
