import type { CalendarDate } from './calendarDate.ts';

/** The number that stays the same from check to check: bank figure − Σ live rows from `from` on that it includes. */
export interface BalanceBase {
  readonly from: CalendarDate;
  /** The last day that the figure of the last agreement included. */
  readonly through: CalendarDate;
  readonly offsetMinor: bigint;
  /** The account's merges at the last agreement: rows of later ones came since. */
  readonly merges: number;
}

/** A first complete read: where a second one shows as many rows of the same dates, it becomes the base (ledger 7). */
export interface BalanceCandidate extends BalanceBase {
  readonly rows: number;
  readonly runId: string;
}

/** What is known from earlier checks. */
export interface KnownBalance {
  readonly base: BalanceBase | null;
  readonly candidate: BalanceCandidate | null;
  /** The run whose difference has made the next window reach over the whole history. */
  readonly widenedBy: string | null;
  /** The difference has been told to a person. */
  readonly isTold: boolean;
}

/** Why figures and rows may differ for a while without anybody's fault. */
export type OpenMatter = 'quarantine_open' | 'withdrawal_open' | 'count_not_sure';

/** What a check compares, all of it under the account's lock. */
export interface BalanceEvidence {
  readonly runId: string;
  readonly figureMinor: bigint;
  /** The figure includes every row booked through this day. */
  readonly through: CalendarDate;
  /** From where on rows can be summed (`balanceStart`). */
  readonly start: CalendarDate;
  /** Live rows from the base's date, else from the start, through the figure's day. */
  readonly rows: number;
  readonly sumMinor: bigint;
  /** Live rows now of the dates of the candidate. */
  readonly candidateRows: number;
  /** Σ rows that came since the last agreement and are dated within what its figure included. */
  readonly lateMinor: bigint;
  /** Σ rows that came since then and are dated before the base. */
  readonly beforeBaseMinor: bigint;
  readonly merges: number;
  readonly open: OpenMatter | null;
  /** The run's window reached over the whole history. */
  readonly isDeep: boolean;
  /** The task about the difference is still open. */
  readonly isTaskOpen: boolean;
}

export type BalanceDecision =
  | { readonly kind: 'agrees'; readonly reason: 'same_offset'; readonly known: KnownBalance }
  | { readonly kind: 'waits'; readonly reason: WaitReason; readonly known: KnownBalance }
  | { readonly kind: 'base_set'; readonly reason: BaseReason; readonly known: KnownBalance }
  | {
      readonly kind: 'differs';
      readonly reason: OpenMatter | 'not_widened_yet' | 'deep_window_to_come' | 'after_deep_window';
      /** `widen`: the next window reaches over the whole history; `task`: a person is asked. */
      readonly step: 'wait' | 'widen' | 'task';
      readonly differenceMinor: bigint;
      readonly known: KnownBalance;
    };
type WaitReason = OpenMatter | 'first_read' | 'same_run' | 'counts_differ' | 'figures_differ';
type BaseReason = 'two_equal_reads' | 'late_rows' | 'taken_by_person';

export const nothingKnown: KnownBalance = { base: null, candidate: null, widenedBy: null, isTold: false };

/** The base whose rows can still be summed: none of its dates has become a gap. */
export const usableBase = ({ base }: KnownBalance, start: CalendarDate): BalanceBase | null =>
  base !== null && start <= base.from ? base : null;

/** Whether the bank's figure and the account's rows say the same (ledger 7). Amounts are minor units, never floats. */
export function decideBalanceCheck(known: KnownBalance, evidence: BalanceEvidence): BalanceDecision {
  const base = usableBase(known, evidence.start);
  return base === null ? findBase(known, evidence) : compare(known, base, evidence);
}

function baseOf({ start, through, figureMinor, sumMinor, merges }: BalanceEvidence, from = start): BalanceBase {
  return { from, through, offsetMinor: figureMinor - sumMinor, merges };
}

function findBase({ candidate }: KnownBalance, evidence: BalanceEvidence): BalanceDecision {
  const { runId, rows, candidateRows, open } = evidence;
  const now = baseOf(evidence);
  const waits = (reason: WaitReason, kept: BalanceCandidate | null): BalanceDecision => ({
    kind: 'waits',
    reason,
    known: { ...nothingKnown, candidate: kept },
  });
  const fresh = { ...now, rows, runId };
  if (open !== null) return waits(open, null);
  if (candidate === null || candidate.from !== now.from) return waits('first_read', fresh);
  if (candidate.runId === runId) return waits('same_run', candidate);
  if (candidate.rows !== candidateRows) return waits('counts_differ', fresh);
  if (candidate.offsetMinor !== now.offsetMinor) return waits('figures_differ', fresh);
  return { kind: 'base_set', reason: 'two_equal_reads', known: { ...nothingKnown, base: now } };
}

function compare(known: KnownBalance, base: BalanceBase, evidence: BalanceEvidence): BalanceDecision {
  const now = baseOf(evidence, base.from);
  const differenceMinor = now.offsetMinor - base.offsetMinor;
  const settled: KnownBalance = { ...nothingKnown, base: now };
  if (differenceMinor === 0n) return { kind: 'agrees', reason: 'same_offset', known: settled };
  // Rows that the last figure included already, and rows dated before what is summed: each exactly, or it is no explanation.
  const { lateMinor, beforeBaseMinor, isTaskOpen, open, runId, isDeep } = evidence;
  if (differenceMinor === -lateMinor || differenceMinor === beforeBaseMinor)
    return { kind: 'base_set', reason: 'late_rows', known: settled };
  if (known.isTold && !isTaskOpen) return { kind: 'base_set', reason: 'taken_by_person', known: settled };

  const still = { kind: 'differs', differenceMinor } as const;
  const kept: KnownBalance = { ...known, base, candidate: null };
  if (open !== null) return { ...still, reason: open, step: 'wait', known: kept };
  if (known.widenedBy === null || known.widenedBy === runId)
    return { ...still, reason: 'not_widened_yet', step: 'widen', known: { ...kept, widenedBy: runId } };
  if (!isDeep) return { ...still, reason: 'deep_window_to_come', step: 'wait', known: kept };
  return { ...still, reason: 'after_deep_window', step: 'task', known: { ...kept, isTold: true } };
}
