import type { LedgerSide } from '../openItem.ts';
import type { Payment } from '../payment.ts';

/** What a payer's earlier rows were; the prior of "none" is learnt by it (matching 5). */
export const payerRecords = ['never_seen', 'only_matched', 'only_without_invoice', 'both'] as const;
export type PayerRecord = (typeof payerRecords)[number];

/**
 * Counts over the open invoices of the present day, without credit notes: value-specific chances follow of them
 * (matching 4, fix 2).
 */
export interface LedgerChances {
  /** Open invoices of the side in the currency: over so many the prior of a kind is spread. */
  openCount(side: LedgerSide, currency: string): number;
  /** Those whose residual is exactly this. */
  equalAmountCount(side: LedgerSide, currency: string, amountMinor: bigint): number;
  partyOpenCount(partyId: string, side: LedgerSide, currency: string): number;
  partyEqualAmountCount(partyId: string, side: LedgerSide, currency: string, amountMinor: bigint): number;
  /** Days from due date to booking of the party's last eight payments, oldest first; early is negative. */
  lagsDays(partyId: string): readonly number[];
  /** By account, else by folded name and, without both, never seen. */
  payerRecord(payment: Payment): PayerRecord;
}
