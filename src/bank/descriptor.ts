/** What a bank does, as data: the engine asks the descriptor and never a bank's name (design 4). */
export interface BankDescriptor {
  readonly bank: string;
  readonly displayName: string;
  /** `code`: the redirect back carries one of the bank's. `consent`: it proves nothing, the consent's status decides. */
  readonly authorization: 'code' | 'consent';
  /** Whether the bank's transaction ids may pair rows (ledger 4). */
  readonly idPolicy: 'none' | 'proven';
  /** Which balance figure proves that a read was whole (ledger 7). */
  readonly balanceWitness: 'closing' | 'opening' | 'none';
  readonly rotation: 'none' | 'grace' | 'strict' | 'unknown';
  readonly maxConsentDays: number;
  readonly attendedHistoryDays: number;
  readonly unattendedHistoryDays: number;
  readonly unattendedCallsPerDay: number;
  readonly minimumSyncFrequencyHours: number;
  /** The zone whose calendar the bank keeps. */
  readonly timeZone: string;
  readonly mutableFields: readonly ('text' | 'kid' | 'counterparty')[];
}
