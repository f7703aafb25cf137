/** The match advisor's step (matching 11): ids, counts and a flag. */
export interface AdviceInput {
  readonly clientId: string;
}
export interface AdviceChunkInput extends AdviceInput {
  /** Review items after this one, in the order of their ids; null: from the first. */
  readonly afterItemId: string | null;
}
export interface AdvisedChunk {
  /** Items that were looked at. */
  readonly looked: number;
  /** Of which have advice now. */
  readonly advised: number;
  /** Where the next chunk begins; null: nothing is left, or the advisor is left alone for a while. */
  readonly nextAfterItemId: string | null;
  /** The process asks for others already: nothing was done, come again. */
  readonly isBusy: boolean;
}
