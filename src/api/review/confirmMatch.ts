import type { EntityManager } from '@mikro-orm/postgresql';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import type { ListedMatch } from '../../db/sql/matching/matchColumns.ts';
import { readMatch } from '../../db/sql/matching/readMatch.ts';
import { fromAllocationRecord } from '../../db/sql/review/allocationRecord.ts';
import { holdPayment } from '../../db/sql/review/holdPayment.ts';
import { logActions, type Person } from '../../db/sql/review/logActions.ts';
import { storeConfirmation } from '../../db/sql/review/storeConfirmation.ts';
import { ApiProblem, notFound } from '../problem.ts';
import { audited } from './tellDecision.ts';

/**
 * A person says that a match is right, in the caller's transaction: of the matcher's this teaches, and of the audit sample
 * it counts for what its class may post (matching 9). Confirmed already, or made by a person: the same answer. Throws 404,
 * 409 `match_undone`, 409 `transaction_not_booked`: what the bank took back is undone, or stays as it is.
 */
export async function confirmMatch(
  em: EntityManager,
  clientId: string,
  person: Person,
  matchId: string,
): Promise<ListedMatch> {
  const seen = await readMatch(em, clientId, matchId);
  if (seen === null) throw notFound();
  // The row before its match, as everybody who writes about both.
  const payment = await holdPayment(em, clientId, seen.transaction_id);
  const isStill = payment?.status === 'booked' || seen.confirmed_at !== null || seen.state === 'undone';
  if (!isStill) throw new ApiProblem('transaction_not_booked');
  const isNew = await storeConfirmation(em, clientId, { matchId, user: person.user });
  const match = await readMatch(em, clientId, matchId);
  if (match === null) throw notFound();
  if (match.state === 'undone') throw new ApiProblem('match_undone');
  if (!isNew) return match;
  const version = match.evidence['model_version'];
  await logActions(em, clientId, person, [
    {
      action: 'confirm',
      transactionId: match.transaction_id,
      matchId,
      reviewItemId: null,
      allocations: match.allocations.map(fromAllocationRecord),
      candidateId: null,
      shown: [],
      modelVersion: typeof version === 'string' ? version : null,
    },
  ]);
  await addAuditEntries(em, clientId, [
    audited(person, 'match.confirmed', matchId, { transaction_id: match.transaction_id }),
  ]);
  return match;
}
