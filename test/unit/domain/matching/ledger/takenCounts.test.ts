import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { MemoryLedger } from '../../../../../src/domain/matching/ledger/memoryLedger.ts';
import { TakenCounts } from '../../../../../src/domain/matching/ledger/takenCounts.ts';
import { item } from '../smallLedger.ts';

const amounts = [10_000n, 20_000n];
const items = Array.from({ length: 6 }, (_unused, index) =>
  item(`i${index}`, {
    partyId: index % 2 === 0 ? 'A' : 'B',
    amountMinor: amounts[index % amounts.length] ?? 0n,
    issueDate: index < 3 ? '2026-01-01' : '2026-01-20',
  }),
);
const days = ['2026-01-10', '2026-01-31'];

/** All that can be asked on a day. */
function countsOf(ledger: MemoryLedger, day: string): readonly number[] {
  ledger.moveTo(day);
  const { chances } = ledger;
  return [
    chances.openCount('receivable', 'NOK'),
    ...amounts.map((amountMinor) => chances.equalAmountCount('receivable', 'NOK', amountMinor)),
    ...['A', 'B'].flatMap((partyId) => [
      chances.partyOpenCount(partyId, 'receivable', 'NOK'),
      ...amounts.map((amountMinor) => chances.partyEqualAmountCount(partyId, 'receivable', 'NOK', amountMinor)),
    ]),
  ];
}

const movedBy = (taken: TakenCounts, day: string): readonly number[] => [
  taken.open('receivable', 'NOK', day),
  ...amounts.map((amountMinor) => taken.equalAmount('receivable', 'NOK', amountMinor, day)),
  ...['A', 'B'].flatMap((partyId) => [
    taken.partyOpen(partyId, 'receivable', 'NOK', day),
    ...amounts.map((amountMinor) => taken.partyEqualAmount(partyId, 'receivable', 'NOK', amountMinor, day)),
  ]),
];

test('matching 3 what a batch takes moves each count as it moves in a ledger that holds everything', () => {
  const anyTake = fc.record({ index: fc.nat(5), amountMinor: fc.constantFrom(10_000n, 20_000n) });
  fc.assert(
    fc.property(fc.array(anyTake, { maxLength: 8 }), (takes) => {
      const [before, ledger, taken] = [
        new MemoryLedger({ items, parties: [] }),
        new MemoryLedger({ items, parties: [] }),
        new TakenCounts(),
      ];
      ledger.moveTo('2026-01-31');
      for (const { index, amountMinor } of takes) {
        const now = ledger.item(`i${index}`);
        if (now === null || now.residualMinor < amountMinor) continue;
        taken.add(now, amountMinor);
        ledger.allocate(now.id, amountMinor);
        // Asked after each: what was reckoned before must not stand.
        for (const day of days) {
          const whole = countsOf(before, day);
          expect(movedBy(taken, day).map((moved, at) => (whole[at] ?? 0) + moved)).toEqual(countsOf(ledger, day));
        }
        ledger.moveTo('2026-01-31');
      }
    }),
  );
});
