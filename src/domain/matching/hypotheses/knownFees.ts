/**
 * Differences that have a name (matching 5), in minor units of NOK: what a debtor pays on top after a reminder, or a bank
 * takes off. The statutory reminder fee is a share of the collection rate of inkassoforskriften, which is set yearly: 35 kr
 * at a rate of 700, and 70 for two. The others are usual fees of invoices and transfers.
 */
export const knownFeesMinor: ReadonlySet<bigint> = new Set(
  [25n, 29n, 30n, 35n, 36n, 38n, 39n, 40n, 45n, 49n, 50n, 59n, 60n, 65n, 69n, 70n, 72n, 75n, 76n, 79n].map(
    (kroner) => kroner * 100n,
  ),
);

const feeCurrency = 'NOK';

export const isKnownFee = (differenceMinor: bigint, currency: string): boolean =>
  currency === feeCurrency && knownFeesMinor.has(differenceMinor < 0n ? -differenceMinor : differenceMinor);
