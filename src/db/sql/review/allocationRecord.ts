import type { AcceptedAllocation } from '../../../domain/review/acceptedAllocation.ts';

/** An allocation as the tables' JSON has it. */
export interface AllocationRecord {
  readonly invoice_id: string;
  /** Minor units as text; positive. */
  readonly amount_minor: string;
}

export const toAllocationRecord = ({ invoiceId, amountMinor }: AcceptedAllocation): AllocationRecord => ({
  invoice_id: invoiceId,
  amount_minor: amountMinor.toString(),
});

export const fromAllocationRecord = ({ invoice_id, amount_minor }: AllocationRecord): AcceptedAllocation => ({
  invoiceId: invoice_id,
  amountMinor: BigInt(amount_minor),
});
