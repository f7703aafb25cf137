/** Items, open or closed, that a payment cites by KID or by number (matching 3, A and B). Ids are sorted. */
export interface CitedReferences {
  readonly kids: readonly KidHit[];
  readonly numbers: readonly NumberHit[];
  /**
   * A KID of the bank's own field that no item carries, open or closed; null where there is none or it hit. A task
   * where nothing else explains the payment (matching 7).
   */
  readonly unknownKid: string | null;
  /** What the text announces as an invoice number or a KID, while no item carries it; null: nothing such. */
  readonly unknownNumber: string | null;
}

export interface KidHit {
  readonly kid: string;
  /** `exact` first; `without_zeros` only where one item, or one party's, is hit (matching 2). */
  readonly form: 'exact' | 'without_zeros';
  readonly source: 'field' | 'text';
  readonly itemIds: readonly string[];
  /** Carried by items of more than one issue date or amount: it names this party, not an item (matching 4). */
  readonly namesParty: string | null;
}

export interface NumberHit {
  /** The token as cited, folded. */
  readonly token: string;
  /** Digits of the token, of which the chance of a hit follows. */
  readonly digits: number;
  readonly itemIds: readonly string[];
}
