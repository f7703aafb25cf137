import { type AccountOutcome, decideRunStatus, type RunStatus } from './runOutcome.ts';

/** The part of a run for one account, as its steps left it. */
export interface RunPart {
  readonly state: 'reading' | 'staged' | 'merged' | 'partial' | 'parked';
  /** Of parts that ended by themselves. */
  readonly outcome: AccountOutcome | null;
}

export interface RunEndInput {
  readonly parts: readonly RunPart[];
  readonly cancelled: boolean;
  /** A step failed for good. */
  readonly failed: boolean;
  /** Whether a parked part may keep the run open: not for longer than a day (D.2). */
  readonly mayPark: boolean;
}

export interface RunEndDecision {
  readonly status: RunStatus;
  /** In the order of the parts. */
  readonly outcomes: readonly AccountOutcome[];
}

/** How a run ends, and each of its parts (ledger 7). Parts behind a parked one wait with it; what was merged stays so. */
export function decideRunEnd(input: RunEndInput): RunEndDecision {
  const outcomes = input.parts.map((part) => outcomeOf(part, input));
  return { status: statusOf(outcomes, input), outcomes };
}

function outcomeOf({ state, outcome }: RunPart, { parts, cancelled, failed, mayPark }: RunEndInput): AccountOutcome {
  if (state === 'merged') return outcome ?? 'complete_unverified';
  if (state === 'partial') return outcome ?? 'partial';
  if (cancelled) return 'cancelled';
  const waits = state === 'parked' || (!failed && parts.some((part) => part.state === 'parked'));
  if (!waits) return 'failed';
  return mayPark ? 'parked' : 'partial';
}

function statusOf(outcomes: readonly AccountOutcome[], { cancelled, failed }: RunEndInput): RunStatus {
  if (cancelled) return 'cancelled';
  if (failed && outcomes.length === 0) return 'failed'; // it never came to an account
  return decideRunStatus(outcomes).status;
}
