import type { ItemAllocation } from '../decision.ts';
import type { LedgerSide, OpenItem, Party } from '../openItem.ts';
import type { Payment } from '../payment.ts';
import type { CitedReferences } from './citedReferences.ts';
import type { LedgerChances } from './ledgerChances.ts';
import type { PayerEvidence } from './payerEvidence.ts';

/**
 * What matching asks about one client's ledger (matching 3). The answers are of the present day (`moveTo`): items issued
 * later are left out, and `residualMinor` is what is left NOW, less what `allocate` took. Every list is ordered by inputs
 * alone, so that the same ledger gives the same decisions from memory and from SQL.
 */
export interface MatchingLedger {
  /**
   * The booking date that is decided now; called before anything else is asked about that day. Days ascend, and may be
   * gone through again: what is waiting is decided once more when the days are over.
   */
  moveTo(bookingDate: string): void;

  /**
   * Items that may explain the payment, by blocking A to F, each once, ordered by id: what its direction can pay (money
   * in: receivables, and credit notes of suppliers; money out: payables, and credit notes to customers). Any currency
   * where cited, else the payment's (or its original's). Closed ones (residual zero) only where cited or, as possible
   * duplicates, of the payer's equal amount.
   */
  candidates(payment: Payment): readonly OpenItem[];
  /** At most 50 open items and credit notes of the party on that side, oldest due date first, then id. */
  itemsOf(partyId: string, side: LedgerSide): readonly OpenItem[];
  /** Null where the ledger has none of this id. */
  item(itemId: string): OpenItem | null;
  party(partyId: string): Party;

  /** Cached per payment. */
  references(payment: Payment): CitedReferences;
  /** Cached per payment. */
  payer(payment: Payment): PayerEvidence;
  /** The similarity, 0 to 1, of the payment's name (`payer(payment).name.folded`) and the best name of this party. */
  nameScore(payment: Payment, partyId: string): number;
  /** One of the client's own accounts: a transfer between them has no invoice (matching 5). */
  isOwnAccount(account: string | null): boolean;
  readonly chances: LedgerChances;

  /** Takes from the item's residual, positive minor units. Throws RangeError where less is left. */
  allocate(itemId: string, amountMinor: bigint): void;
  /**
   * Tells what became of a payment: an empty list is "without an invoice". Lags and the payer's record move on, so it is
   * told after the payment's own decision, and what it teaches is asked for later days (predict first, learn after).
   */
  settled(payment: Payment, allocations: readonly ItemAllocation[]): void;
  /** The party's earlier payments that were told, newest first, at most 50: what a refund or a return reverses. */
  settledOf(partyId: string): readonly SettledPayment[];
}

export interface SettledPayment {
  readonly paymentId: string;
  readonly bookingDate: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly allocations: readonly ItemAllocation[];
}

/** Whose items a payment of this sign pays: money in meets receivables, money out payables (matching 1). */
export const sideOf = ({ amountMinor }: Pick<Payment, 'amountMinor'>): LedgerSide =>
  amountMinor < 0n ? 'payable' : 'receivable';
