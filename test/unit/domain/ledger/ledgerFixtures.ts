import * as fc from 'fast-check';
import { addDays, calendarDate } from '../../../../src/domain/calendarDate.ts';
import type { BookedEntry, TransactionDetails } from '../../../../src/domain/ledger/bookedEntry.ts';
import { observe } from '../../../../src/domain/ledger/contentDigest.ts';
import { type IdPolicies, policiesFrom } from '../../../../src/domain/ledger/idPolicy.ts';
import type { MergeInput, MergePlan, ObservedEntry, StoredRow } from '../../../../src/domain/ledger/mergePlan.ts';
import { planMerge } from '../../../../src/domain/ledger/planMerge.ts';
import { type TakenSnapshot, takeSnapshot } from '../../../../src/domain/ledger/snapshot.ts';

export const noDetails: TransactionDetails = {
  counterpartyName: null,
  counterpartyAccount: null,
  text: null,
  kid: null,
  creditorReference: null,
  endToEndId: null,
  entryReference: null,
  bankTransactionId: null,
  bankTransactionCode: null,
  archiveReference: null,
  balanceAfterMinor: null,
  originalAmountMinor: null,
  originalCurrency: null,
  exchangeRate: null,
};

export const firstDay = calendarDate('2026-03-01');

export function entry(details: Partial<TransactionDetails> = {}, amountMinor = -12_345n, day = 0): BookedEntry {
  const bookingDate = addDays(firstDay, day);
  return {
    bookingDate,
    valueDate: bookingDate,
    amountMinor,
    currency: 'NOK',
    details: { ...noDetails, ...details },
    bankIds: {},
  };
}

export { observe };

export const observed = (...details: readonly Partial<TransactionDetails>[]): readonly ObservedEntry[] =>
  details.map((given) => observe(entry(given)));

const toRow = ({ entry: booked, contentSha256 }: ObservedEntry, slot: number): StoredRow => ({
  id: `${booked.bookingDate}/${booked.amountMinor}/${slot}`,
  bookingDate: booked.bookingDate,
  amountMinor: booked.amountMinor,
  currency: booked.currency,
  slot,
  status: 'booked',
  contentSha256,
  valueDate: booked.valueDate,
  details: booked.details,
  knownIds: [],
  matchStatus: 'unmatched',
  isIgnoredByPerson: false,
  firstMerge: 1,
  missCount: 0,
  missedSinceMerge: null,
  firstMissedOn: null,
  replaces: null,
});

export const noIds: IdPolicies = policiesFrom('none');

/** A read in one page, so that nothing is doubtful. */
export const snapshotOf = (entries: readonly ObservedEntry[], policies: IdPolicies = noIds): TakenSnapshot =>
  takeSnapshot([{ pageNo: 1, bodySha256: 'a', entries }], policies);

export type ReadGiven = Partial<MergeInput> & { readonly observed?: readonly ObservedEntry[] };

/** A merge of what is given; all else is a quiet read of a wide window. */
export function planOf({ observed: shown = [], ...given }: ReadGiven): MergePlan {
  const policies = given.policies ?? noIds;
  return planMerge({
    stored: [],
    snapshot: snapshotOf(shown, policies),
    rereads: [],
    policies,
    window: { from: addDays(firstDay, -30), to: addDays(firstDay, 100) },
    skippedDates: new Set(),
    quarantinedDates: new Set(),
    hasUndatedQuarantine: false,
    mergeNo: 7,
    today: addDays(firstDay, 20),
    unsettledSince: new Map(),
    liveDatesBeforeWindow: [],
    toldUnprovable: new Set(),
    ...given,
  });
}

/** What the transaction does with a plan. */
export function applyPlan(stored: readonly StoredRow[], plan: MergePlan): readonly StoredRow[] {
  const updates = new Map(plan.updates.map((update) => [update.storedId, update] as const));
  const kept = stored.map((row) => {
    const update = updates.get(row.id);
    return update === undefined
      ? row
      : {
          ...row,
          contentSha256: update.contentSha256,
          valueDate: update.entry.valueDate,
          details: update.entry.details,
        };
  });
  return [...kept, ...plan.inserts.map((insert) => toRow(insert, insert.slot))];
}

/** Few distinct values, so that buckets fill (ledger 13). */
export const anyEntry: fc.Arbitrary<BookedEntry> = fc
  .record({
    day: fc.integer({ min: 0, max: 2 }),
    amountMinor: fc.constantFrom(-100n, 100n, 0n),
    text: fc.constantFrom(null, 'Giro', 'Giro, Ark.Ref *12345', 'Varekjøp', 'Varekjøp Aut. 123456'),
    kid: fc.constantFrom(null, null, null, '2345676', '12344'),
    counterpartyName: fc.constantFrom(null, 'Rema 1000'),
    bankTransactionId: fc.constantFrom(null, 'a', 'b', 'c'),
    balanceAfterMinor: fc.constantFrom(null, 1n, 2n),
  })
  .map(({ day, amountMinor, ...details }) => entry(details, amountMinor, day));

export const anyRead: fc.Arbitrary<readonly ObservedEntry[]> = fc
  .array(anyEntry, { maxLength: 25 })
  .map((entries) => entries.map(observe));

export const storedAs = (read: readonly ObservedEntry[]): readonly StoredRow[] => {
  const slots = new Map<string, number>();
  return read.map((item) => {
    const key = `${item.entry.bookingDate}|${item.entry.amountMinor}`;
    const slot = (slots.get(key) ?? 0) + 1;
    slots.set(key, slot);
    return toRow(item, slot);
  });
};
