import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { closeReviewItems } from '../../db/sql/matching/closeReviewItems.ts';
import { insertMatches, type NewMatch } from '../../db/sql/matching/insertMatches.ts';
import type { WaitingRow } from '../../db/sql/matching/listWaitingRows.ts';
import { putReviewItems, type ReviewProposal } from '../../db/sql/matching/putReviewItems.ts';
import type { DecidedCandidate, TaskKind } from '../../domain/matching/decision.ts';
import { isAuditSample } from '../../domain/matching/learning/isAuditSample.ts';
import {
  type PostedOutcome,
  type ProposedOutcome,
  proposalKey,
  type RowOutcome,
} from '../../domain/matching/rowOutcome.ts';
import { type DecidingRows, decideRows } from './decideRows.ts';
import type { ClientLearning } from './loadLearning.ts';
import { putTasks } from './putTasks.ts';
import { tellMatches } from './tellMatches.ts';

export interface MatchRowsInput extends DecidingRows {
  readonly clientId: string;
  readonly rows: readonly WaitingRow[];
  /** The day on which the client began to send invoices. */
  readonly invoicesSince: string;
  /** Of the run that brought the rows, for events. */
  readonly runId: string | null;
}

export interface MatchedRows {
  readonly matched: number;
  readonly review: number;
  /** Of which there is less now than before: who cited them in vain may be decided about anew. */
  readonly takenInvoiceIds: readonly string[];
  /** Rows whose `match_status` or proposal changed: the caller tells the feed of changes, last in its transaction. */
  readonly changedIds: readonly string[];
}

interface DecidedRow<Outcome extends RowOutcome = RowOutcome> {
  readonly row: WaitingRow;
  readonly outcome: Outcome;
}

/**
 * Decides about rows in the caller's transaction and under the client's lock, and writes what was decided: matches, review
 * items, tasks, events. Decided again with the same invoices nothing is written (D-11).
 */
export async function matchRows(
  em: EntityManager,
  { clientId, rows, invoicesSince, runId, ...deciding }: MatchRowsInput,
): Promise<MatchedRows> {
  const { learning } = deciding;
  const outcomes = await decideRows(em, clientId, rows, deciding);
  const decided = rows.flatMap((row): readonly DecidedRow[] => {
    const outcome = outcomes.get(row.id);
    return outcome === undefined ? [] : [{ row, outcome: inTime(row, outcome, invoicesSince) }];
  });
  const posted = decided.filter(isPosted);
  const proposed = decided.filter(isProposed);

  const matches = posted.map(({ row, outcome }) => toMatch(row, outcome, learning));
  await insertMatches(em, clientId, matches);
  const takenInvoiceIds = matches.flatMap(({ allocations }) => allocations.map(({ invoiceId }) => invoiceId));
  await deciding.openCounts.took(takenInvoiceIds);
  const put = await putReviewItems(
    em,
    clientId,
    proposed.map(({ row, outcome }) => toProposal(row, outcome, learning)),
  );
  await closeReviewItems(
    em,
    clientId,
    posted.map(({ row }) => row.id),
  );
  await putTasks(
    em,
    clientId,
    decided.map(({ row, outcome }) => ({ row, task: outcome.outcome === 'proposed' ? outcome.task : null })),
    runId,
  );
  const forReview = put.filter(({ kind }) => kind === 'candidates');
  await tellMatches(em, { clientId, runId, matches, reviewIds: forReview.map(({ id }) => id) });
  return {
    matched: matches.length,
    review: forReview.length,
    takenInvoiceIds,
    changedIds: [...posted.map(({ row }) => row.id), ...changedOf(put, rows)],
  };
}

/**
 * Whose invoices came before the client began to send them is not to be known: history would be nothing but such tasks. A
 * second payment and references that contradict each other speak of invoices that are there.
 */
const inTime = (row: WaitingRow, outcome: RowOutcome, invoicesSince: string): RowOutcome =>
  outcome.outcome === 'proposed' &&
  outcome.task !== null &&
  row.bookingDate < invoicesSince &&
  isOfUnknown(outcome.task)
    ? { ...outcome, task: null, reason: outcome.candidates.length === 0 ? 'no_candidate' : outcome.reason }
    : outcome;

const isOfUnknown = (task: TaskKind): boolean => task === 'unknown_kid' || task === 'sum_post_without_details';

const isPosted = (one: DecidedRow): one is DecidedRow<PostedOutcome> => one.outcome.outcome === 'matched';
const isProposed = (one: DecidedRow): one is DecidedRow<ProposedOutcome> => one.outcome.outcome === 'proposed';

/** A row that had nobody's proposal and has none now is as it was. */
function changedOf(put: Awaited<ReturnType<typeof putReviewItems>>, rows: readonly WaitingRow[]): readonly string[] {
  const waiting = new Set(rows.filter(({ matchStatus }) => matchStatus === 'unmatched').map(({ id }) => id));
  return put
    .filter(({ kind, transactionId }) => kind === 'candidates' || !waiting.has(transactionId))
    .map(({ transactionId }) => transactionId);
}

const toMatch = (
  row: WaitingRow,
  outcome: PostedOutcome,
  { model }: ClientLearning,
  id = randomUUIDv7(),
): NewMatch => ({
  id,
  transactionId: row.id,
  decidedBy: 'matcher',
  isAuditSample: isAuditSample(id),
  evidenceClass: outcome.evidenceClass,
  evidence: {
    model_version: model.source.version,
    kind: outcome.kind,
    probability: outcome.probability,
    log_odds: outcome.logOdds,
    residual_minor: outcome.residualMinor.toString(),
    reasons: outcome.reasons,
  },
  allocations: outcome.allocations.map(({ itemId, amountMinor }) => ({ invoiceId: itemId, amountMinor })),
});

const toProposal = (row: WaitingRow, outcome: ProposedOutcome, { model }: ClientLearning): ReviewProposal => ({
  id: randomUUIDv7(),
  transactionId: row.id,
  kind: outcome.candidates.length === 0 ? 'no_candidate' : 'candidates',
  matchStatus: outcome.candidates.length === 0 || outcome.task !== null ? 'unmatched' : 'review',
  reason: outcome.reason,
  candidates: outcome.candidates.map((candidate, index) => toCandidate(candidate, index, outcome)),
  modelVersion: model.source.version,
  proposalKey: proposalKey(outcome),
});

/** What is learned from stands beside what is shown. */
const toCandidate = (
  { kind, probability, allocations, reasons }: DecidedCandidate,
  index: number,
  { evidenceClass, logOdds, reason }: ProposedOutcome,
): Record<string, unknown> => ({
  id: String(index + 1),
  kind,
  probability,
  allocations: allocations.map(({ itemId, amountMinor }) => ({
    invoice_id: itemId,
    amount_minor: amountMinor.toString(),
  })),
  reasons,
  ...(index === 0 ? { evidence_class: evidenceClass, log_odds: logOdds, withheld_because: reason } : {}),
});
