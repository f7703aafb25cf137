import { randomUUIDv7 } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import { addOutboxEvents } from '../../db/sql/effects/addOutboxEvents.ts';
import { closeReviewItems } from '../../db/sql/matching/closeReviewItems.ts';
import { findReferenceHits } from '../../db/sql/matching/findReferenceHits.ts';
import { holdWaitingRows } from '../../db/sql/matching/holdWaitingRows.ts';
import { insertMatches, type NewMatch } from '../../db/sql/matching/insertMatches.ts';
import type { WaitingRow } from '../../db/sql/matching/listWaitingRows.ts';
import { markUnmatched } from '../../db/sql/matching/markUnmatched.ts';
import { putReviewItems, type ReviewProposal } from '../../db/sql/matching/putReviewItems.ts';
import { decideChunk } from '../../domain/matching/decideChunk.ts';
import { type AutomaticSettings, holdBack } from '../../domain/matching/holdBack.ts';
import { kidCandidates, numberTokens } from '../../domain/matching/numberTokens.ts';
import type { ReferenceDecision, ReferenceHit } from '../../domain/matching/referenceMatch.ts';

export interface MatchRowsInput {
  readonly clientId: string;
  readonly rows: readonly WaitingRow[];
  readonly settings: AutomaticSettings;
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

/**
 * Matches rows to the invoices that they cite, in the caller's transaction and under the client's lock. Decided again
 * with the same invoices nothing is written (D-11).
 */
export async function matchRows(
  em: EntityManager,
  { clientId, rows, settings, runId }: MatchRowsInput,
): Promise<MatchedRows> {
  const hits = await findReferenceHits(
    em,
    clientId,
    rows.map(({ id, kid, text }) => ({
      transactionId: id,
      kids: kidCandidates(kid, text),
      numbers: numberTokens(text),
    })),
  );
  const decisions = decideChunk(
    rows.map((row) => ({ ...row, hits: hits.get(row.id) ?? [] })),
    (row) => holdBack(settings, row),
  );
  const concerned = rows
    .map((row) => ({ row, decision: decisionOf(decisions, row.id) }))
    .filter(({ row, decision }) => row.matchStatus === 'review' || decision.decision !== 'unmatched');
  const held = await holdWaitingRows(
    em,
    clientId,
    concerned.map(({ row }) => row.id),
  );
  const decided = concerned.filter(({ row }) => held.has(row.id));

  const matches = decided.flatMap(({ row, decision }) =>
    decision.decision === 'matched' ? [toMatch(row, decision)] : [],
  );
  const proposals = decided.flatMap(({ row, decision }) =>
    decision.decision === 'review' ? [toProposal(row, decision)] : [],
  );
  const released = decided.flatMap(({ row, decision }) =>
    row.matchStatus === 'review' && decision.decision === 'unmatched' ? [row.id] : [],
  );

  await insertMatches(em, clientId, matches);
  const reviewed = await putReviewItems(em, clientId, proposals);
  await markUnmatched(em, clientId, released);
  const settled = [...matches.map(({ transactionId }) => transactionId), ...released];
  await closeReviewItems(em, clientId, settled);
  await writeEffects(em, { clientId, runId, matches, reviewIds: reviewed.map(({ id }) => id) });
  return {
    matched: matches.length,
    review: reviewed.length,
    takenInvoiceIds: matches.flatMap(({ allocations }) => allocations.map(({ invoiceId }) => invoiceId)),
    changedIds: [...settled, ...reviewed.map(({ transactionId }) => transactionId)],
  };
}

function decisionOf(decisions: ReadonlyMap<string, ReferenceDecision>, id: string): ReferenceDecision {
  const decision = decisions.get(id);
  if (decision === undefined) throw new Error('a row without a decision');
  return decision;
}

type Matched = Extract<ReferenceDecision, { decision: 'matched' }>;

const toMatch = (row: WaitingRow, decision: Matched): NewMatch => ({
  id: randomUUIDv7(),
  transactionId: row.id,
  decidedBy: 'matcher',
  evidenceClass: decision.evidenceClass,
  evidence: { reason: decision.reason },
  allocations: decision.allocations,
});

type Review = Extract<ReferenceDecision, { decision: 'review' }>;

const toProposal = (row: WaitingRow, { reason, candidates }: Review): ReviewProposal => ({
  id: randomUUIDv7(),
  transactionId: row.id,
  reason,
  candidates: candidates.map(toCandidate),
});

const toCandidate = ({ invoiceId, via, residualMinor }: ReferenceHit): Record<string, string> => ({
  invoice_id: invoiceId,
  amount_minor: residualMinor.toString(),
  reason: via === 'kid' ? 'kid_cited' : 'invoice_number_cited',
});

/** An event's body stays below 20 kB (D-10). */
const mostNamed = 200;

async function writeEffects(
  em: EntityManager,
  {
    clientId,
    runId,
    matches,
    reviewIds,
  }: { clientId: string; runId: string | null; matches: readonly NewMatch[]; reviewIds: readonly string[] },
): Promise<void> {
  const run = runId === null ? {} : { sync_run_id: runId };
  const event = <Type extends 'match.created' | 'review.required'>(type: Type, name: string, ids: readonly string[]) =>
    ids.length === 0
      ? []
      : [
          {
            type,
            data: {
              ...run,
              counts: { [name]: ids.length },
              ...(ids.length <= mostNamed ? { ids: { [name]: ids } } : {}),
            },
          },
        ];
  await addOutboxEvents(em, clientId, [
    ...event(
      'match.created',
      'matches',
      matches.map(({ id }) => id),
    ),
    ...event('review.required', 'review_items', reviewIds),
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
