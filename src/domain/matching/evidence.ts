/** Comparison groups: correlated fields are folded, so that conditional independence is tolerable (matching 4, fix 3). */
export const groups = ['REF', 'AMOUNT', 'PARTY', 'DATE', 'CONTEXT'] as const;
export type Group = (typeof groups)[number];

/** What one group says about an item, or a set of items, as the explanation of a payment. */
export interface GroupEvidence {
  readonly group: Group;
  /** A key of the model's table of this group, such as `kid_equal` or `account_equal/name_missing`. */
  readonly level: string;
  /**
   * ln of the chance that a random open item shows this very value (matching 4, fix 2); null where the level's share among
   * random pairs, in the model's table, is the chance.
   */
  readonly lnChance: number | null;
  /** What the sentence names: the KID, the number, the name, the days. */
  readonly detail: Readonly<Record<string, string | number>>;
}

/** Why a candidate item explains a payment, but for the amount, which the hypothesis judges. */
export interface ItemEvidence {
  readonly itemId: string;
  readonly ref: GroupEvidence;
  readonly party: GroupEvidence;
  readonly date: GroupEvidence;
  readonly context: GroupEvidence;
}
