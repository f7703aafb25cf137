/** What is used of an item, by our id: as it is stored and compared. */
export interface AcceptedAllocation {
  readonly invoiceId: string;
  readonly amountMinor: bigint;
}

/** Equal for the same allocations in any order. */
export const allocationsKey = (allocations: readonly AcceptedAllocation[]): string =>
  allocations
    .map(({ invoiceId, amountMinor }) => `${invoiceId}=${amountMinor}`)
    .toSorted()
    .join(' ');
