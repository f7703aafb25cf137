import type { EntityManager } from '@mikro-orm/postgresql';
import { listHoldingMatches } from '../../db/sql/matching/listHoldingMatches.ts';
import type { HeldPayment } from '../../db/sql/review/holdPayment.ts';
import { ApiProblem, notFound } from '../problem.ts';
import { presentMatch } from '../shapes/matchShape.ts';

/**
 * The held row, where a person may still decide about it. Throws 404, 409 `already_allocated` with the match that it has,
 * 409 `transaction_not_booked`, `transaction_ignored`.
 */
export async function requireWaiting(
  em: EntityManager,
  clientId: string,
  payment: HeldPayment | null,
): Promise<HeldPayment> {
  if (payment === null) throw notFound();
  if (payment.matchStatus === 'matched') {
    const matches = await listHoldingMatches(em, clientId, { transactionId: payment.id });
    throw new ApiProblem('already_allocated', { extras: { matches: matches.map(presentMatch) } });
  }
  if (payment.status !== 'booked') throw new ApiProblem('transaction_not_booked');
  if (payment.matchStatus === 'ignored') throw new ApiProblem('transaction_ignored');
  return payment;
}
