import type { Group } from './evidence.ts';

/** Every explanation of a payment that is weighed against the others (matching 5). */
export const hypothesisKinds = [
  'single',
  'partial',
  'over',
  'fee',
  'rounding',
  'subset',
  'net_of_credit',
  'converted',
  'credit_paid_out',
  'duplicate',
  'refund',
  'own_transfer',
  'none',
] as const;
export type HypothesisKind = (typeof hypothesisKinds)[number];

export interface ItemAllocation {
  readonly itemId: string;
  /** Positive: what is used of the item (contract 4). */
  readonly amountMinor: bigint;
}

/** One sentence for a person: the group's level, its weight in bits, and what was found (matching 7). */
export interface Reason {
  readonly group: Group | 'RUNNER_UP';
  readonly level: string;
  readonly bits: number;
  readonly text: string;
}

export interface DecidedCandidate {
  readonly kind: HypothesisKind;
  readonly allocations: readonly ItemAllocation[];
  /** Of the paid amount, what the allocations leave: positive is unallocated, negative is written off (matching 5). */
  readonly residualMinor: bigint;
  /** Calibrated, 0 to 1. */
  readonly probability: number;
  readonly reasons: readonly Reason[];
}

/** Work for a person that is no choice among candidates (matching 7). */
export const taskKinds = [
  'conflicting_references',
  'possible_double_payment',
  'unknown_kid',
  'sum_post_without_details',
] as const;
export type TaskKind = (typeof taskKinds)[number];

/** Why nothing is posted though the evidence is the best there is (matching 8 and 9). */
export type WithheldBecause =
  | 'not_certified'
  | 'below_threshold'
  | 'above_limit'
  | 'shadow'
  | 'kill_switch'
  | 'rival'
  | 'not_allowed_for_kind'
  | 'other_payer'
  | 'seldom_seen_level'
  | 'vetoed'
  | 'confirmed_otherwise';

export interface Decision {
  readonly paymentId: string;
  /** Of a payment with lines, which of them this decides, from 0; null: the payment itself. */
  readonly lineIndex: number | null;
  readonly decision: 'auto' | 'review' | 'task' | 'none';
  readonly kind: HypothesisKind;
  /** Of an auto: what is posted; else empty. */
  readonly allocations: readonly ItemAllocation[];
  /** Of an auto: what its allocations leave of the paid amount, or, negative, write off; else zero. */
  readonly residualMinor: bigint;
  /** Of the best candidate, such as `kid`, `docno`, `party/only/full`; null without one (matching 7). */
  readonly evidenceClass: string | null;
  /** Of the decision taken. */
  readonly probability: number;
  /** Uncalibrated, of the best candidate against everything else: what thresholds are about (matching 8). */
  readonly logOdds: number;
  readonly withheldBecause: WithheldBecause | null;
  readonly task: TaskKind | null;
  /** At most three, best first. */
  readonly candidates: readonly DecidedCandidate[];
}
