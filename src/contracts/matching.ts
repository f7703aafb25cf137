import { defineSignal } from '@temporalio/workflow';

export interface MatchingInput {
  readonly clientId: string;
  /** Where an earlier run of the workflow stopped; absent: from the first row. */
  readonly afterTransactionId?: string | null;
  /** The bell rang since that run looked at the first row. */
  readonly rang?: boolean;
}
export interface MatchChunkInput {
  readonly clientId: string;
  /** Rows after this one, in the order of their ids; null: from the first. */
  readonly afterTransactionId: string | null;
}
export interface MatchedChunk {
  readonly matched: number;
  readonly review: number;
  /** Where the next chunk begins; null when nothing is left. */
  readonly nextAfterTransactionId: string | null;
  /** An advisor is configured, and there is something new to ask it about (matching 11). */
  readonly wantsAdvice?: boolean;
}
/** A bell: invoices or settings changed; what is to be done stands in the tables. */
export const workChanged = defineSignal('workChanged');
