import type { PartyCount } from '../../db/sql/matching/ledger/countOpen.ts';

export type CountedParty = Omit<PartyCount, 'amountMinor'> & { readonly amountMinor: bigint };

/** Counts by party: most have been counted for one amount and day, so a search among them is faster than a longer key. */
export class PartyCounts {
  readonly #ofParty = new Map<string, CountedParty[]>();

  add(counted: CountedParty): void {
    const known = this.#ofParty.get(counted.partyId);
    if (known === undefined) this.#ofParty.set(counted.partyId, [counted]);
    else known.push(counted);
  }

  /** Without an amount: whichever was counted. */
  find(
    partyId: string,
    bucket: number,
    currency: string,
    day: string,
    amountMinor: bigint | null = null,
  ): CountedParty | undefined {
    return this.#ofParty
      .get(partyId)
      ?.find(
        (one) =>
          one.day === day &&
          one.bucket === bucket &&
          one.currency === currency &&
          (amountMinor === null || one.amountMinor === amountMinor),
      );
  }
}
