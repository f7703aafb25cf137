import { describe, expect, test } from '@jest/globals';
import { addDays, calendarDate } from '../../../../../src/domain/calendarDate.ts';
import type { OpenItem } from '../../../../../src/domain/matching/openItem.ts';
import type { Payment } from '../../../../../src/domain/matching/payment.ts';
import { accountOf, item, ledgerOf, nameOf, payment } from '../smallLedger.ts';

const candidates = (items: readonly OpenItem[], given: Partial<Payment> = {}) => {
  const ledger = ledgerOf(items);
  ledger.moveTo('2026-01-31');
  return ledger.candidates(payment('p', given)).map(({ id }) => id);
};
const dueIn = (days: number): string => addDays(calendarDate('2026-01-31'), days);
const other = { partyId: 'B', amountMinor: 999_900n } as const;

describe('matching 3: blocking', () => {
  test.each([
    ['A: by KID, any amount', item('i1', { ...other, kid: '2345676' }), { kid: '2345676' }, true],
    ['A: closed', item('i1', { ...other, kid: '2345676', residualMinor: 0n }), { kid: '2345676' }, true],
    ['A: in any currency', item('i1', { ...other, kid: '2345676', currency: 'EUR' }), { kid: '2345676' }, true],
    ['B: by number', item('i1', { ...other, number: '10023' }), { text: 'Faktura 10023' }, true],
    [
      'C1: closed, of the payer’s equal amount',
      item('i1', { residualMinor: 0n }),
      { counterpartyAccount: accountOf['A'] ?? null },
      true,
    ],
    [
      'C1: closed, of another amount',
      item('i1', { ...other, residualMinor: 0n }),
      { counterpartyAccount: accountOf['B'] ?? null },
      false,
    ],
    ['C2: of the payer, any amount', item('i1', other), { counterpartyAccount: accountOf['B'] ?? null }, true],
    ['F: by name', item('i1', other), { counterpartyName: nameOf('B').toUpperCase() }, true],
    ['D: equal amount', item('i1'), {}, true],
    ['D: another amount', item('i1', other), {}, false],
    ['D: another currency', item('i1', { currency: 'EUR' }), {}, false],
    [
      'D: in the currency of the payer’s order',
      item('i1', { currency: 'EUR', amountMinor: 500n }),
      { original: { amountMinor: 500n, currency: 'EUR' } },
      true,
    ],
    ['D: closed', item('i1', { residualMinor: 0n }), {}, false],
    ['D: not issued yet', item('i1', { issueDate: '2026-02-01' }), {}, false],
    ['D: due 30 days later', item('i1', { dueDate: dueIn(30) }), {}, true],
    ['D: due 31 days later', item('i1', { dueDate: dueIn(31) }), {}, false],
    ['D: due 60 days before', item('i1', { dueDate: dueIn(-60) }), {}, true],
    ['D: due 61 days before', item('i1', { dueDate: dueIn(-61) }), {}, false],
    ['money in: a payable', item('i1', { kind: 'payable' }), {}, false],
    ['money in: a customer’s credit note', item('i1', { kind: 'credit_note' }), {}, false],
    ['money in: a supplier’s credit note', item('i1', { kind: 'credit_note', side: 'payable' }), {}, true],
    ['money out: a payable', item('i1', { kind: 'payable' }), { amountMinor: -123_456n }, true],
    ['money out: a receivable', item('i1'), { amountMinor: -123_456n }, false],
    ['money out: a customer’s credit note', item('i1', { kind: 'credit_note' }), { amountMinor: -123_456n }, true],
  ] as const)('%s', (_what, one, given, isFound) => {
    expect(candidates([one], given)).toEqual(isFound ? ['i1'] : []);
  });

  test('D is not for what is cited: the KID of one item whose amount is paid ends the search', () => {
    const cited = item('i1', { kid: '2345676' });
    const stranger = item('i2', { partyId: 'B' });
    expect(candidates([cited, stranger], { kid: '2345676' })).toEqual(['i1']);
    expect(candidates([{ ...cited, residualMinor: 0n }, stranger], { kid: '2345676' })).toEqual(['i1']);
    expect(candidates([{ ...cited, amountMinor: 100n, residualMinor: 100n }, stranger], { kid: '2345676' })).toEqual([
      'i1',
      'i2',
    ]);
    const alsoCited = item('i3', { kid: '2345676' });
    expect(candidates([cited, stranger, alsoCited], { kid: '2345676' })).toEqual(['i1', 'i2', 'i3']);
  });

  test('C2 is for what is unresolved: an exact amount of the payer ends the search', () => {
    const given = { counterpartyAccount: accountOf['A'] ?? null };
    expect(candidates([item('i1'), item('i2', { amountMinor: 5n })], given)).toEqual(['i1']);
    expect(candidates([item('i1', { amountMinor: 7n }), item('i2', { amountMinor: 5n })], given)).toEqual(['i1', 'i2']);
  });

  test('C2: the 50 nearest amounts', () => {
    const items = Array.from({ length: 60 }, (_unused, index) =>
      item(`i${index + 10}`, { amountMinor: 123_456n + BigInt(index + 1) }),
    );
    const found = candidates(items.toReversed(), { counterpartyAccount: accountOf['A'] ?? null });
    expect(found).toEqual(items.slice(0, 50).map(({ id }) => id));
  });

  test('D: the cap has an order, whatever the order of the input', () => {
    const items = Array.from({ length: 120 }, (_unused, index) =>
      item(`i${index + 100}`, { dueDate: dueIn(index % 40 < 20 ? index % 20 : -1 - (index % 20)) }),
    );
    const nearest = (isAhead: boolean) =>
      items
        .filter(({ dueDate }) => (isAhead ? dueDate >= '2026-01-31' : dueDate < '2026-01-31'))
        .toSorted((a, b) =>
          a.dueDate === b.dueDate
            ? (a.id < b.id ? -1 : 1) * (isAhead ? 1 : -1)
            : (a.dueDate < b.dueDate ? -1 : 1) * (isAhead ? 1 : -1),
        )
        .slice(0, 25)
        .map(({ id }) => id);
    const expected = [...nearest(true), ...nearest(false)].toSorted();
    expect(candidates(items)).toEqual(expected);
    expect(candidates(items.toReversed())).toEqual(expected);
  });

  test('what was taken in the batch is taken off', () => {
    const ledger = ledgerOf([item('i1', { kid: '2345676' })]);
    ledger.moveTo('2026-01-31');
    ledger.allocate('i1', 23_456n);
    expect(ledger.candidates(payment('p', { kid: '2345676' }))).toMatchObject([{ residualMinor: 100_000n }]);
    expect(ledger.candidates(payment('q'))).toEqual([]);
    expect(ledger.candidates(payment('r', { amountMinor: 100_000n }))).toHaveLength(1);
  });

  test('a KID that names the party leads to its items', () => {
    const items = [
      item('i1', { kid: '2345676', amountMinor: 1_000n, residualMinor: 0n }),
      item('i2', { kid: '2345676', amountMinor: 2_000n }),
      item('i3', { amountMinor: 3_000n }),
    ];
    expect(candidates(items, { kid: '2345676', amountMinor: 3_000n })).toEqual(['i3']);
    expect(candidates(items, { kid: '2345676', amountMinor: 1_000n })).toEqual(['i1', 'i2', 'i3']);
  });
});
