import type { EntityManager } from '@mikro-orm/postgresql';
import type { MergeResult, RunAccountRef } from '../../contracts/sync.ts';
import { appendChanges } from '../../db/sql/changes/appendChanges.ts';
import { readCoverage } from '../../db/sql/coverage/readCoverage.ts';
import { replaceCoverage } from '../../db/sql/coverage/replaceCoverage.ts';
import { setCoveredDate } from '../../db/sql/coverage/setCoveredDate.ts';
import { addOutboxEvents } from '../../db/sql/effects/addOutboxEvents.ts';
import { addImported } from '../../db/sql/ledger/addImported.ts';
import { insertQuarantined } from '../../db/sql/ledger/insertQuarantined.ts';
import { listStoredRows } from '../../db/sql/ledger/listStoredRows.ts';
import { type LockedAccount, lockAccount } from '../../db/sql/ledger/lockAccount.ts';
import { markMerged } from '../../db/sql/ledger/markMerged.ts';
import { leaveAccount } from '../../db/sql/pages/leaveAccount.ts';
import { type PartRow, readPart } from '../../db/sql/pages/readPart.ts';
import { holdRun } from '../../db/sql/runs/holdRun.ts';
import { withClient } from '../../db/tenantScope.ts';
import { bankToday } from '../../domain/calendarDate.ts';
import { coverageAfterRead } from '../../domain/coverageAfterRead.ts';
import { planMerge } from '../../domain/ledger/planMerge.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { StepError } from '../stepError.ts';
import { readWindow, type WindowRead } from './readWindow.ts';
import { writePlan } from './writePlan.ts';

const role = 'kontosync_worker' as const;
/** A first import of 50,000 rows is one transaction. */
const limits = { statementTimeoutMs: 60_000, lockTimeoutMs: 20_000, idleTimeoutMs: 60_000 };

/**
 * Merges a window that was read whole into the account's ledger (ledger 6), in one transaction under the account's lock:
 * rows, revisions, quarantine, coverage, mark, counts, events and the feed of changes, each of which follows from rows
 * written in it (D-1). Called again it answers with the same counts (I16). Of an account that has been connected anew
 * meanwhile nothing is merged.
 *
 * Throws `StepError`: `changed_meanwhile` where another attempt has begun to read the account (nothing is written, I19),
 * `bank_contract_violation` where too much cannot be read.
 */
export const createMergeWindow =
  (deps: ActivityDeps) =>
  async (ref: RunAccountRef): Promise<MergeResult> => {
    const { orm, clock, bank } = deps;
    const { clientId } = ref;
    const before = await withClient(orm.em, { clientId, role }, async (em) => {
      const part = await readPart(em, ref);
      if (part?.isMoved === true) await leaveAccount(em, ref);
      return part;
    });
    if (before === null) throw new StepError('not_found');
    if (before.state === 'merged' || before.isMoved) return resultOf(before);
    return whileHeartbeating(
      () => before.pages,
      async () => {
        const read = await readWindow(deps, ref, before.connectionId);
        const readOn = bankToday(read.beganAtMs ?? clock.now(), bank.descriptor.timeZone);
        return withClient(orm.em, { clientId, role, ...limits }, async (em) => {
          const account = await lockAccount(em, clientId, ref.accountId);
          await holdRun(em, clientId, ref.runId);
          const part = await readPart(em, ref);
          if (account === null || part === null) throw new StepError('not_found');
          if (part.state === 'merged') return resultOf(part);
          const isOurs = part.state === 'staged' && part.runStatus === 'running' && part.fence === account.fence;
          if (!isOurs) throw new StepError('changed_meanwhile');
          return merge(em, { deps, ref, account, part, read, readOn });
        });
      },
    );
  };

const resultOf = ({ newRows, changedRows }: MergeResult): MergeResult => ({ newRows, changedRows });

interface Merge {
  readonly deps: ActivityDeps;
  readonly ref: RunAccountRef;
  readonly account: LockedAccount;
  readonly part: PartRow;
  readonly read: WindowRead;
  readonly readOn: ReturnType<typeof bankToday>;
}

async function merge(em: EntityManager, merging: Merge): Promise<MergeResult> {
  const { deps, ref, account, part, read } = merging;
  const { clientId, accountId, runId } = ref;
  const window = { from: part.windowFrom, to: part.windowTo };
  const otherDates = new Set(
    read.observed.map(({ entry }) => entry.bookingDate).filter((date) => date < window.from || window.to < date),
  );
  const stored = await listStoredRows(em, { clientId, accountId, window, otherDates: [...otherDates] });
  const plan = planMerge({ stored, observed: read.observed, policy: deps.bank.descriptor.idPolicy, window });

  const { created, updated } = await writePlan(em, { ref, matchFrom: account.matchFrom, plan });
  const errors = await insertQuarantined(em, ref, read.unreadable);
  const gap = await moveCoverage(em, merging, window);
  const newRows = created.length;
  const changedRows = updated.length;
  const counts = { newRows, changedRows, duplicates: plan.duplicates, errors };
  await markMerged(em, ref, gap ? 'gap' : 'complete_unverified', counts);
  if (newRows > 0) await addImported(em, clientId, part.connectionId, newRows);
  const about = { connection_id: part.connectionId, sync_run_id: runId };
  await addOutboxEvents(em, clientId, [
    ...(newRows === 0 ? [] : [{ type: 'transactions.created' as const, data: { ...about, ...name(created) } }]),
    ...(changedRows === 0 ? [] : [{ type: 'transactions.updated' as const, data: { ...about, ...name(updated) } }]),
  ]);
  await appendChanges(em, clientId, [
    ...created.map((transactionId) => ({ transactionId, change: 'created' as const })),
    ...updated.map((transactionId) => ({ transactionId, change: 'updated' as const })),
  ]);
  return { newRows, changedRows };
}

/** Coverage and mark, in the transaction of the rows (D-2). Whether dates are lost to unattended reads. */
async function moveCoverage(
  em: EntityManager,
  { deps, ref, account, readOn }: Merge,
  window: { readonly from: PartRow['windowFrom']; readonly to: PartRow['windowTo'] },
): Promise<boolean> {
  const existing = await readCoverage(em, ref.clientId, ref.accountId);
  const { intervals, highWaterDate, gap } = coverageAfterRead(existing, {
    window,
    readOn,
    highWaterDate: account.lastCoveredDate,
    unattendedHistoryDays: deps.bank.descriptor.unattendedHistoryDays,
  });
  await replaceCoverage(em, ref, intervals);
  if (highWaterDate !== account.lastCoveredDate) await setCoveredDate(em, ref.clientId, ref.accountId, highWaterDate);
  return gap !== null;
}

/** An event's body stays below 20 kB (D-10); of more rows the feed of changes tells. */
const mostNamed = 200;

const name = (ids: readonly string[]) => ({
  counts: { transactions: ids.length },
  ...(ids.length <= mostNamed ? { ids: { transactions: ids } } : {}),
});
