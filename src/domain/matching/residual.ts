/** What a match uses of an invoice. Undone matches are left out by the caller or marked inactive. */
export interface InvoiceAllocation {
  readonly matchId: string;
  readonly amountMinor: bigint;
  readonly active: boolean;
}

/**
 * What is still open of an invoice (contract 4): the ERP's `open_amount` less the active allocations of matches that the
 * ERP has not named in `applied_match_ids`, as those are in its figure already. Never below zero.
 */
export function residualMinor(invoice: {
  readonly openAmountMinor: bigint;
  readonly appliedMatchIds: readonly string[];
  readonly allocations: readonly InvoiceAllocation[];
}): bigint {
  const applied = new Set(invoice.appliedMatchIds);
  const used = invoice.allocations
    .filter(({ active, matchId }) => active && !applied.has(matchId))
    .reduce((total, { amountMinor }) => total + amountMinor, 0n);
  return used > invoice.openAmountMinor ? 0n : invoice.openAmountMinor - used;
}
