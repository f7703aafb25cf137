import type { EntityManager } from '@mikro-orm/postgresql';
import { countEqualAmounts, countOfParties } from '../../db/sql/matching/ledger/countOpen.ts';
import type { EqualAmount } from '../../db/sql/matching/ledger/listEqualAmounts.ts';
import type { WholeCounts } from '../../domain/matching/ledger/countedLedger.ts';
import type { OpenCounts } from './openCounts.ts';
import { PartyCounts } from './partyCounts.ts';
import { bucketOf } from './wantedAmountsOf.ts';
import type { WantedCounts } from './wantedCountsOf.ts';

const keyOf = (...parts: readonly (string | number | bigint)[]): string => parts.join('|');

/**
 * Counts over all of the client's items, as of each booking date (matching 4, fix 2).
 * @param days booking dates
 * @param openCounts of the transaction
 * @param ofAmount brings those of its parties along
 */
export async function countWhole(
  em: EntityManager,
  clientId: string,
  days: readonly string[],
  openCounts: OpenCounts,
  { ofAmount, ...wanted }: WantedCounts & { readonly ofAmount: readonly EqualAmount[] },
): Promise<WholeCounts> {
  const openOn = await openCounts.on(days);
  const equal = new Map(
    (await countEqualAmounts(em, clientId, wanted.amounts)).map(({ bucket, currency, amountMinor, day, count }) => [
      keyOf(bucket, currency, amountMinor, day),
      count,
    ]),
  );
  const ofParties = new PartyCounts();
  for (const { amountMinor, ...counted } of await countOfParties(em, clientId, wanted.parties))
    ofParties.add({ ...counted, amountMinor: BigInt(amountMinor) });
  for (const { item, day, partyOpen: count, partyEqual: equally } of ofAmount) {
    const { kind, partyId, side, currency, residualMinor: amountMinor } = item;
    if (kind !== 'credit_note')
      ofParties.add({ partyId, bucket: bucketOf(side), currency, amountMinor, day, count, equal: equally });
  }
  return {
    open: (side, currency, day) => openOn(bucketOf(side), currency, day),
    equalAmount: (side, currency, amountMinor, day) => equal.get(keyOf(bucketOf(side), currency, amountMinor, day)),
    partyOpen: (partyId, side, currency, day) => ofParties.find(partyId, bucketOf(side), currency, day)?.count,
    partyEqualAmount: (partyId, side, currency, amountMinor, day) =>
      ofParties.find(partyId, bucketOf(side), currency, day, amountMinor)?.equal,
  };
}
