import type { MatchChunkInput, MatchedChunk } from '../../contracts/matching.ts';
import type { RunRef } from '../../contracts/sync.ts';
import { appendChanges } from '../../db/sql/changes/appendChanges.ts';
import { readClient } from '../../db/sql/clients/readClient.ts';
import { firstInvoiceOn } from '../../db/sql/matching/firstInvoiceOn.ts';
import { isMatchingStopped } from '../../db/sql/matching/isMatchingStopped.ts';
import { listProposalsOf } from '../../db/sql/matching/listProposalsOf.ts';
import { listWaitingRows } from '../../db/sql/matching/listWaitingRows.ts';
import { lockMatching } from '../../db/sql/matching/lockMatching.ts';
import { withClient } from '../../db/tenantScope.ts';
import { bankToday } from '../../domain/calendarDate.ts';
import { policyOf } from '../../domain/matching/decision/policyOf.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { createLearningLoader } from './loadLearning.ts';
import { createPartyBookLoader } from './loadPartyBook.ts';
import { matchRows } from './matchRows.ts';
import { OpenCounts } from './openCounts.ts';

/** Persons and the ERP wait for a chunk to end (`lockMatching`). */
const rowsPerChunk = 1_000;
const limits = { statementTimeoutMs: 60_000, lockTimeoutMs: 60_000, idleTimeoutMs: 60_000 };

const nothingMatched: MatchedChunk = { matched: 0, review: 0, nextAfterTransactionId: null };

interface Chunk extends MatchChunkInput {
  readonly runId: string | null;
}

/** Matching payments to invoices (matching 1 to 3). */
export const createMatchingActivities = ({ orm, clock }: Pick<ActivityDeps, 'orm' | 'clock'>) => {
  const loadLearning = createLearningLoader();
  const loadPartyBook = createPartyBookLoader();
  const matchOne = ({ clientId, runId, afterTransactionId }: Chunk): Promise<MatchedChunk> =>
    withClient(orm.em, { clientId, role: 'kontosync_worker', ...limits }, async (em) => {
      await lockMatching(em, clientId);
      const client = await readClient(em, clientId);
      if (client === null || client.matching.mode === 'off') return nothingMatched;
      const invoicesSince = await firstInvoiceOn(em, clientId);
      // Without invoices nobody could decide anything; the first of them rings for every row that waits.
      if (invoicesSince === null) return nothingMatched;
      const rows = await listWaitingRows(em, { clientId, runId, afterTransactionId, limit: rowsPerChunk });
      if (rows.length === 0) return nothingMatched;
      const policy = policyOf(client.matching, await isMatchingStopped(em));
      const learning = await loadLearning(em, clientId, bankToday(clock.now(), 'UTC'));
      const parties = await loadPartyBook(em, clientId, learning);
      const openCounts = new OpenCounts(em, clientId);
      const counts = { matched: 0, review: 0 };
      const changedIds = new Set<string>();
      // What is taken now may have been proposed for another row: that row is decided again at once, else the queue
      // would show it, and a repetition would find something to do (D-11). Each further round matched a row before it.
      for (let due = rows; due.length > 0; ) {
        const round = await matchRows(em, {
          clientId,
          rows: due,
          policy,
          learning,
          parties,
          openCounts,
          invoicesSince,
          runId,
        });
        counts.matched += round.matched;
        counts.review += round.review;
        for (const id of round.changedIds) changedIds.add(id);
        due = await listProposalsOf(em, clientId, round.takenInvoiceIds);
      }
      await appendChanges(
        em,
        clientId,
        [...changedIds].map((transactionId) => ({ transactionId, change: 'match_changed' as const })),
      );
      return { ...counts, nextAfterTransactionId: rows.length < rowsPerChunk ? null : (rows.at(-1)?.id ?? null) };
    });

  return {
    /** The next 1,000 waiting rows of a client, in the order of their ids; one transaction. */
    matchChunk: (input: MatchChunkInput): Promise<MatchedChunk> =>
      whileHeartbeating(
        () => 0,
        () => matchOne({ ...input, runId: null }),
      ),

    /** The rows that a run brought or changed; repeating it for a run changes nothing (D-11). */
    async matchTransactions({ clientId, runId }: RunRef): Promise<{ matched: number; review: number }> {
      const total = { matched: 0, review: 0 };
      let afterTransactionId: string | null = null;
      return whileHeartbeating(
        () => total.matched + total.review,
        async () => {
          do {
            const chunk: MatchedChunk = await matchOne({ clientId, runId, afterTransactionId });
            total.matched += chunk.matched;
            total.review += chunk.review;
            afterTransactionId = chunk.nextAfterTransactionId;
          } while (afterTransactionId !== null);
          return total;
        },
      );
    },
  };
};
