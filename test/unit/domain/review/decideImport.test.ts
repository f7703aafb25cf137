import { expect, test } from '@jest/globals';
import type { AllocatableItem, WantedAllocation } from '../../../../src/domain/review/decideAllocation.ts';
import { decideImport, type ImportedRow } from '../../../../src/domain/review/decideImport.ts';

const invoice: AllocatableItem = {
  id: 'a',
  kind: 'receivable',
  side: 'receivable',
  partyId: 'K1',
  currency: 'NOK',
  residualMinor: 0n,
  isAllocated: false,
};
const row = (change: Partial<ImportedRow> = {}): ImportedRow => ({
  payment: { amountMinor: 10_000n, currency: 'NOK', original: null },
  status: 'booked',
  isHeldBack: false,
  matched: null,
  imported: null,
  ...change,
});
const allocations = [{ invoiceId: 'a', amountMinor: 10_000n }];
const wanted: readonly WantedAllocation[] = [{ item: invoice, amountMinor: 10_000n }];
const refused = (reason: string) => ({ kind: 'refused', reason });

const cases: readonly (readonly [string, ImportedRow | null, readonly WantedAllocation[], unknown])[] = [
  ['a closed invoice', row(), wanted, { kind: 'teaches', allocations }],
  ['no invoice', row(), [], { kind: 'teaches', allocations: [] }],
  ['the same again', row({ imported: allocations }), wanted, { kind: 'unchanged' }],
  ['the same "no invoice" again', row({ imported: [] }), [], { kind: 'unchanged' }],
  ['corrected', row({ imported: [] }), wanted, { kind: 'teaches', allocations }],
  ['a match that says the same', row({ matched: allocations }), wanted, { kind: 'teaches', allocations }],
  ['a match that says otherwise', row({ matched: [] }), wanted, refused('matched_otherwise')],
  ['nobody’s row', null, wanted, refused('unknown_transaction')],
  ['a withdrawn row', row({ status: 'withdrawn' }), wanted, refused('not_booked')],
  ['a row held back by what it corrects', row({ isHeldBack: true }), wanted, refused('held_back')],
  ['nobody’s invoice', row(), [{ item: null, amountMinor: 1n }], refused('unknown_invoice')],
  [
    'the wrong direction',
    row({ payment: { amountMinor: -1n, currency: 'NOK', original: null } }),
    wanted,
    refused('wrong_direction'),
  ],
];
test.each(cases)('contract 4 confirmed: %s', (_name, given, allocated, decision) => {
  expect(decideImport(given, allocated)).toEqual(decision);
});
