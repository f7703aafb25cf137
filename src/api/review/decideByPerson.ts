import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { readClient } from '../../db/sql/clients/readClient.ts';
import { closeMatchingTasks } from '../../db/sql/matching/closeMatchingTasks.ts';
import { insertMatches } from '../../db/sql/matching/insertMatches.ts';
import { fromAllocationRecord, toAllocationRecord } from '../../db/sql/review/allocationRecord.ts';
import { endItem } from '../../db/sql/review/endItem.ts';
import type { HeldPayment } from '../../db/sql/review/holdPayment.ts';
import { logActions, type Person } from '../../db/sql/review/logActions.ts';
import type { StoredReviewItem } from '../../db/sql/review/reviewItemColumns.ts';
import { storeAcceptance } from '../../db/sql/review/storeAcceptance.ts';
import type { AcceptedAllocation } from '../../domain/review/acceptedAllocation.ts';
import { decideFourEyes } from '../../domain/review/decideFourEyes.ts';
import { proposing, type ShownCandidate } from '../../domain/review/shownCandidate.ts';
import { ApiProblem } from '../problem.ts';
import { readTolerance } from './readTolerance.ts';
import { requireAllocatable, type WantedByName } from './requireAllocatable.ts';
import { tellFirstAcceptance, tellMatch } from './tellDecision.ts';

export interface PersonsDecision {
  readonly clientId: string;
  readonly person: Person;
  readonly action: 'accept' | 'allocate' | 'no_match';
  /** Held, and waiting for a decision (`requireWaiting`). */
  readonly payment: HeldPayment;
  /** The row's open item, held; null: it is not in the queue. */
  readonly item: StoredReviewItem | null;
  /** The candidate that is accepted. */
  readonly candidate: ShownCandidate | null;
  /** Empty: the row belongs to no invoice. */
  readonly wanted: readonly WantedByName[];
}

export type DecisionMade =
  | { readonly kind: 'matched'; readonly matchId: string }
  /** Recorded in the item; another person must accept the same. */
  | { readonly kind: 'second_person_awaited'; readonly itemId: string };

/**
 * Carries out what a person decided about a row, in the caller's transaction: match, end of its review item, log of
 * actions, events, audit, and last the feed of changes. Throws 422 where the allocations are wrong by themselves or a
 * person must be named, 409 where others have what is asked for, where a second person is needed, or where the row is held back
 * (`transaction_held_back`).
 */
export async function decideByPerson(em: EntityManager, decision: PersonsDecision): Promise<DecisionMade> {
  const { clientId, person, payment, item, candidate, wanted } = decision;
  if (payment.isHeldBack) throw new ApiProblem('transaction_held_back');
  const settings = (await readClient(em, clientId))?.matching;
  const fitting = await requireAllocatable(em, clientId, {
    payment,
    wanted,
    toleranceMinor: await readTolerance(em, clientId, { payment, candidate, settings }),
    isConverted: candidate?.kind === 'converted',
    shownIn: candidate === null ? null : (item?.id ?? null),
  });
  const { allocations } = fitting;

  const { amountMinor, currency } = payment;
  const first = firstOf(item);
  const eyes = decideFourEyes(settings?.four_eyes_amount, {
    amountMinor,
    currency,
    allocations,
    user: person.user,
    first,
  });
  if (eyes.kind === 'user_required') throw new ApiProblem('user_required');
  if (eyes.kind === 'same_person') throw new ApiProblem('second_person_required');
  if (eyes.kind === 'first') return awaitSecondPerson(em, decision, allocations);
  return match(em, decision, fitting, eyes.kind === 'second' ? first : null);
}

const firstOf = (item: StoredReviewItem | null) => {
  const first = item?.first_acceptance ?? null;
  return first === null ? null : { user: first.user, allocations: first.allocations.map(fromAllocationRecord) };
};

async function awaitSecondPerson(
  em: EntityManager,
  { clientId, person, payment, item, candidate }: PersonsDecision,
  allocations: readonly AcceptedAllocation[],
): Promise<DecisionMade> {
  const itemId = await storeAcceptance(em, clientId, payment.id, {
    user: person.user ?? '',
    candidate_id: candidate?.id ?? null,
    allocations: allocations.map(toAllocationRecord),
  });
  await logActions(em, clientId, person, [
    {
      action: 'first_acceptance',
      matchId: null,
      ...shownTo(item),
      ...about(payment.id, allocations, candidate),
      reviewItemId: itemId,
    },
  ]);
  await tellFirstAcceptance(em, clientId, person, itemId);
  return { kind: 'second_person_awaited', itemId };
}

async function match(
  em: EntityManager,
  { clientId, person, action, payment, item, candidate }: PersonsDecision,
  { allocations, differenceMinor }: Awaited<ReturnType<typeof requireAllocatable>>,
  first: { readonly user: string } | null,
): Promise<DecisionMade> {
  const matchId = randomUUIDv7();
  const shown = candidate ?? proposing(item?.candidates ?? [], allocations);
  await insertMatches(em, clientId, [
    {
      id: matchId,
      transactionId: payment.id,
      decidedBy: 'person',
      userRef: person.user,
      evidenceClass: 'person',
      evidence: {
        action,
        ...(first === null ? {} : { first_user: first.user }),
        ...(shown === null ? {} : { candidate: shown, model_version: item?.model_version ?? null }),
        ...(differenceMinor === 0n ? {} : { difference_minor: differenceMinor.toString() }),
      },
      allocations,
    },
  ]);
  await closeMatchingTasks(em, clientId, [payment.id]);
  if (item !== null)
    await endItem(em, clientId, item.id, {
      action,
      user: person.user,
      candidate_id: candidate?.id ?? null,
      match_id: matchId,
    });
  await logActions(em, clientId, person, [
    { action, matchId, ...shownTo(item), ...about(payment.id, allocations, shown) },
  ]);
  await tellMatch(em, clientId, person, { action, matchId, transactionId: payment.id, itemId: item?.id ?? null });
  return { kind: 'matched', matchId };
}

const shownTo = (item: StoredReviewItem | null) => ({
  reviewItemId: item?.id ?? null,
  shown: item?.candidates ?? [],
  modelVersion: item?.model_version ?? null,
});

const about = (
  transactionId: string,
  allocations: readonly AcceptedAllocation[],
  candidate: ShownCandidate | null,
) => ({ transactionId, allocations, candidateId: candidate?.id ?? null });
