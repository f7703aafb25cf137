import type { WeighedAnswer } from '../decision/weighPayment.ts';

/** One answer of a payment as an edge: to the items it would use. */
export interface Edge {
  readonly answer: WeighedAnswer;
  readonly itemIds: readonly string[];
  /** −ln of the posterior: the cheapest assignment is the likeliest of all together. */
  readonly cost: number;
}

/** A payment among those of its day that compete for items. */
export interface AssignmentRow {
  readonly paymentId: string;
  readonly edges: readonly Edge[];
  /** Of leaving it without an edge. */
  readonly noneCost: number;
}

/** The answer that a payment got. */
export type Assigned = readonly [paymentId: string, answer: WeighedAnswer];
