import type { EntityManager } from '@mikro-orm/postgresql';
import type { z } from 'zod';
import { type HeldPayment, holdPayment } from '../../db/sql/review/holdPayment.ts';
import type { Person } from '../../db/sql/review/logActions.ts';
import { holdOpenItem, readReviewItem } from '../../db/sql/review/readReviewItem.ts';
import type { StoredReviewItem } from '../../db/sql/review/reviewItemColumns.ts';
import { decideResolution } from '../../domain/review/decideResolution.ts';
import type { ShownCandidate } from '../../domain/review/shownCandidate.ts';
import { invalidRequest, notFound } from '../problem.ts';
import type { resolutionBody } from '../shapes/resolutionShape.ts';
import { changedMeanwhile } from './changedMeanwhile.ts';
import { decideByPerson } from './decideByPerson.ts';
import { rejectCandidate } from './rejectCandidate.ts';
import { requireWaiting } from './requireWaiting.ts';
import { wantedByName, wantedOfCandidate } from './wantedByName.ts';

export type Resolution = z.output<typeof resolutionBody>;

export type Resolved =
  | { readonly kind: 'matched'; readonly matchId: string }
  | { readonly kind: 'second_person_awaited' }
  /** The item is open still, without that candidate. */
  | { readonly kind: 'rejected' };

/**
 * A person's answer to a review item, in the caller's transaction. Of two people, or of a person and the matcher, one wins
 * and the other is told: throws 409 `changed_meanwhile` with the item as it is now, and what `decideByPerson` throws.
 */
export async function resolveItem(
  em: EntityManager,
  {
    clientId,
    person,
    itemId,
    body,
  }: {
    readonly clientId: string;
    readonly person: Person;
    readonly itemId: string;
    readonly body: Resolution;
  },
): Promise<Resolved> {
  const seen = await readReviewItem(em, clientId, itemId);
  if (seen === null) throw notFound();
  if (seen.status !== 'open') throw await changedMeanwhile(em, clientId, itemId);
  const { payment, item, candidate } = await holdItem(em, clientId, seen, body);
  if (body.action === 'reject') {
    if (candidate === null) throw new Error('a rejection names a candidate');
    await rejectCandidate(em, clientId, person, { item, candidate });
    return { kind: 'rejected' };
  }
  const made = await decideByPerson(em, {
    clientId,
    person,
    action: body.action,
    payment,
    item,
    candidate,
    wanted: wantedOf(body, candidate),
  });
  return made.kind === 'matched' ? made : { kind: 'second_person_awaited' };
}

const wantedOf = (body: Resolution, candidate: ShownCandidate | null) => {
  if (body.action === 'allocate') return body.allocations.map(wantedByName);
  return candidate === null ? [] : wantedOfCandidate(candidate);
};

async function holdItem(
  em: EntityManager,
  clientId: string,
  seen: StoredReviewItem,
  body: Resolution,
): Promise<{
  readonly payment: HeldPayment;
  readonly item: StoredReviewItem;
  readonly candidate: ShownCandidate | null;
}> {
  // The row before the item, as everybody who writes about both. Who was waited for may have ended the item.
  const held = await holdPayment(em, clientId, seen.transaction_id);
  const item = await holdOpenItem(em, clientId, seen.transaction_id);
  if (item === null || item.id !== seen.id) throw await changedMeanwhile(em, clientId, seen.id);
  const payment = await requireWaiting(em, clientId, held);
  const candidateId = 'candidate_id' in body ? body.candidate_id : null;
  const decision = decideResolution(item, { version: body.version, candidateId });
  if (decision.kind === 'changed_meanwhile') throw await changedMeanwhile(em, clientId, seen.id);
  if (decision.kind === 'unknown_candidate')
    throw invalidRequest([{ path: 'candidate_id', message: 'a candidate of this version of the item' }]);
  return { payment, item, candidate: decision.candidate };
}
