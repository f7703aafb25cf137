import type { EntityManager } from '@mikro-orm/postgresql';
import { listVetoes } from '../../db/sql/matching/ledger/listVetoes.ts';
import type { WaitingRow } from '../../db/sql/matching/listWaitingRows.ts';
import { listVetoedSets } from '../../db/sql/review/listVetoedSets.ts';
import { decideInOrder } from '../../domain/matching/batch/decideInOrder.ts';
import type { MatchingPolicy } from '../../domain/matching/decision/policy.ts';
import type { PartyBook } from '../../domain/matching/ledger/partyBook.ts';
import { type RowOutcome, rowOutcome } from '../../domain/matching/rowOutcome.ts';
import type { ClientLearning } from './loadLearning.ts';
import { loadLedger } from './loadLedger.ts';
import type { OpenCounts } from './openCounts.ts';
import { toPayment } from './toPayment.ts';

export interface DecidingRows {
  readonly policy: MatchingPolicy;
  readonly learning: ClientLearning;
  readonly parties: PartyBook;
  readonly openCounts: OpenCounts;
}

/** Decides about rows together, by the client's own weights; writes nothing. By transaction id. */
export async function decideRows(
  em: EntityManager,
  clientId: string,
  rows: readonly WaitingRow[],
  { policy, learning, ...ofClient }: DecidingRows,
): Promise<ReadonlyMap<string, RowOutcome>> {
  const payments = rows.map(toPayment);
  const ids = rows.map(({ id }) => id);
  const ledger = await loadLedger(em, clientId, payments, ofClient);
  const vetoed = new Set(
    (await listVetoes(em, clientId, ids)).map(({ paymentId, itemId }) => `${paymentId} ${itemId}`),
  );
  const sets = await listVetoedSets(em, clientId, ids);
  const vetoedSets = new Set(sets.map(({ transactionId, invoiceIds }) => [transactionId, ...invoiceIds].join(' ')));
  const decisions = decideInOrder(payments, ledger, {
    model: learning.model,
    certificates: learning.certificates,
    policy,
    vetoes: (paymentId, itemId) => vetoed.has(`${paymentId} ${itemId}`),
    vetoedSets: (paymentId, itemIds) => vetoedSets.has([paymentId, ...itemIds].join(' ')),
  });
  const ofRows = Map.groupBy(decisions, ({ paymentId }) => paymentId);
  const linesOf = new Map(payments.map(({ id, lines }) => [id, lines]));
  return new Map([...ofRows].map(([id, ofRow]) => [id, rowOutcome(ofRow, linesOf.get(id))]));
}
