export type ItemKind = 'receivable' | 'payable' | 'credit_note';
export type LedgerSide = 'receivable' | 'payable';

/** An invoice or credit note of the client's ledger (contract 4). Amounts are positive; `kind` gives the direction. */
export interface OpenItem {
  readonly id: string;
  readonly externalId: string;
  readonly kind: ItemKind;
  /** Whose ledger a credit note is on; equals `kind` for the others. */
  readonly side: LedgerSide;
  readonly number: string;
  readonly kid: string | null;
  readonly currency: string;
  readonly amountMinor: bigint;
  /** What is left of it at the start of the batch; zero: closed. */
  readonly residualMinor: bigint;
  /** YYYY-MM-DD. Open from this day on. */
  readonly issueDate: string;
  readonly dueDate: string;
  readonly partyId: string;
}

/** A customer or supplier, by the ERP's id. */
export interface Party {
  readonly id: string;
  readonly name: string;
  /** Account numbers in any spelling, compared by `accountKeyOf`: from the ERP, or learned (matching 10). */
  readonly accounts: readonly string[];
  readonly orgNumber: string | null;
  /** Further names: from the ERP, or learned. */
  readonly aliases: readonly string[];
}
