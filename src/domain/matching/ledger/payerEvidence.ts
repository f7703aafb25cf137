/** How well the payment's name fits one party, judged against all parties (matching 4). */
export type NameBand = 'equal' | 'over_93' | 'over_85' | 'over_70' | 'below';

/**
 * What the payment says about its other side. All party ids are sorted. A party that no field points at is in none of the
 * lists.
 */
export interface PayerEvidence {
  /** The compact account number, an IBAN as its kontonummer; null where the row has none. */
  readonly account: string | null;
  /** Parties that hold this account; several where it is shared. */
  readonly accountParties: readonly string[];
  /** Parties whose organisation number stands in name or text. */
  readonly orgParties: readonly string[];
  readonly name: NameFinding;
}

/** Where the name was found and which parties it fits best. */
export interface NameFinding {
  /** `text`: without a counterparty it is sought in the text, and counted apart. */
  readonly source: 'counterparty' | 'text' | 'missing';
  /** As folded: what is compared. Empty where missing. */
  readonly folded: string;
  /** 0 to 1, of the best party; 0 where no party is above 0.70. */
  readonly score: number;
  readonly band: NameBand;
  /** The parties of that score; more than one is a tie. */
  readonly parties: readonly string[];
}
