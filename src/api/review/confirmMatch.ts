import type { EntityManager } from '@mikro-orm/postgresql';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import type { ListedMatch } from '../../db/sql/matching/matchColumns.ts';
import { readMatch } from '../../db/sql/matching/readMatch.ts';
import { fromAllocationRecord } from '../../db/sql/review/allocationRecord.ts';
import { logActions, type Person } from '../../db/sql/review/logActions.ts';
import { storeConfirmation } from '../../db/sql/review/storeConfirmation.ts';
import { ApiProblem, notFound } from '../problem.ts';
import { audited } from './tellDecision.ts';

/**
 * A person says that a match is right, in the caller's transaction: of the matcher's this teaches, and of the audit sample
 * it counts for what its class may post (matching 9). Confirmed already, or made by a person: the same answer. Throws 404,
 * 409 `match_undone`.
 */
export async function confirmMatch(
  em: EntityManager,
  clientId: string,
  person: Person,
  matchId: string,
): Promise<ListedMatch> {
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
