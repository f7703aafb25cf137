import { z } from 'zod';
import { errorEntry } from '../../contracts/errorCodes.ts';
import type { RunCounts, StoredRun, StoredRunAccount } from '../../db/sql/read/runColumns.ts';
import type { ApiDeps } from '../apiDeps.ts';
import { id, instantText, isoDate } from './fields.ts';

export const runStatus = z.enum([
  'running',
  'parked',
  'complete',
  'complete_unverified',
  'partial',
  'failed',
  'cancelled',
]);

export const countsShape = z.object({ fetched: z.int(), new: z.int(), duplicates: z.int(), errors: z.int() });

/** A code of the table with what a person needs to know about it. */
const errorShape = z.object({
  code: z.string(),
  class: z.enum(['retryable', 'needs_reconsent', 'needs_operator', 'caller_error', 'partial']),
  act: z.enum(['user', 'bank', 'operator']).nullable(),
  title: z.string(),
  hint: z.string(),
});

const windowShape = z.object({ from: isoDate, to: isoDate });

/** A run (contract 3.2). */
export const runItem = z
  .object({
    id,
    connection_id: id,
    trigger: z.string(),
    status: runStatus,
    attended: z.boolean(),
    window: windowShape.nullable(),
    counts: countsShape,
    empty_reason: z.enum(['no_rows', 'all_duplicates', 'outside_history']).or(z.string()).nullable(),
    accounts: z.array(
      z.object({
        account_id: id,
        window: windowShape,
        requested_from: isoDate.meta({ description: "What was wanted before the bank's history cut it" }),
        achieved_from: isoDate.nullable().meta({ description: 'From where on the bank has answered' }),
        state: z.string(),
        outcome: z.string().nullable(),
        code: z.string().nullable(),
        pages: z.int(),
        counts: countsShape.extend({
          withdrawn: z.int().meta({ description: 'Rows that the bank shows no more; they are in none of the others' }),
        }),
        error: errorShape.nullable(),
      }),
    ),
    retry_at: instantText.nullable(),
    started_at: instantText,
    finished_at: instantText.nullable(),
    error: errorShape.nullable(),
    temporal: z.object({ workflow_id: z.string(), run_id: z.string(), url: z.string().nullable() }),
  })
  .meta({ id: 'SyncRun' });

/** `new` is a word of the contract, not of TypeScript's names. */
export const presentCounts = ({ fetched, newRows, duplicates, errors }: RunCounts): z.input<typeof countsShape> => ({
  fetched,
  new: newRows,
  duplicates,
  errors,
});

/** Parts that were merged before it was kept have reached what they read. */
const partAchievedFrom = ({ state, achievedFrom, windowFrom }: StoredRunAccount): string | null =>
  state === 'merged' ? (achievedFrom ?? windowFrom) : null;

/** How far back a run was to read, and from where on the bank has answered; `null`: it read nothing. */
export const reachOf = ({
  accounts,
  windowFrom,
}: StoredRun): { requestedFrom: string | null; achievedFrom: string | null } => ({
  requestedFrom: earliest(accounts.map((part) => part.requestedFrom)) ?? windowFrom,
  achievedFrom: earliest(accounts.map(partAchievedFrom)),
});

const earliest = (dates: readonly (string | null)[]): string | null =>
  dates
    .filter((date) => date !== null)
    .toSorted()
    .at(0) ?? null;

function presentError(code: string | null): z.input<typeof errorShape> | null {
  if (code === null) return null;
  const entry = errorEntry(code);
  return { code, class: entry.class, act: entry.act, title: entry.title, hint: entry.hint };
}

/** A stored run as the contract's item, with its link to the Web UI. */
export function presentRun(engine: ApiDeps['engine'], run: StoredRun): z.input<typeof runItem> {
  const { windowFrom, windowTo, temporalWorkflowId, temporalRunId } = run;
  return {
    id: run.id,
    connection_id: run.connectionId,
    trigger: run.trigger,
    status: run.status,
    attended: run.attended,
    window: windowFrom === null || windowTo === null ? null : { from: windowFrom, to: windowTo },
    counts: presentCounts(run.counts),
    empty_reason: run.emptyReason,
    accounts: run.accounts.map((account) => ({
      account_id: account.accountId,
      window: { from: account.windowFrom, to: account.windowTo },
      requested_from: account.requestedFrom ?? account.windowFrom,
      achieved_from: partAchievedFrom(account),
      state: account.state,
      outcome: account.outcome,
      code: account.code,
      pages: account.pages,
      counts: { ...presentCounts(account.counts), withdrawn: account.withdrawnRows },
      error: presentError(account.code),
    })),
    retry_at: run.retryAt,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    error: presentError(run.errorCode),
    temporal: {
      workflow_id: temporalWorkflowId,
      run_id: temporalRunId,
      url: engine.runUrl(temporalWorkflowId, temporalRunId),
    },
  };
}
