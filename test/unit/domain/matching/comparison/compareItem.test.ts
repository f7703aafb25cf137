import { describe, expect, test } from '@jest/globals';
import { compareItem } from '../../../../../src/domain/matching/comparison/compareItem.ts';
import { MemoryLedger } from '../../../../../src/domain/matching/ledger/memoryLedger.ts';
import type { OpenItem } from '../../../../../src/domain/matching/openItem.ts';
import type { Payment } from '../../../../../src/domain/matching/payment.ts';
import { accountOf, item, ledgerOf, nameOf, parties, payment } from '../smallLedger.ts';

const compared = (items: readonly OpenItem[], given: Partial<Payment>, id = 'i1', ledger = ledgerOf(items)) => {
  const paid = payment('p', given);
  ledger.moveTo(paid.bookingDate);
  const one = ledger.item(id);
  if (one === null) throw new RangeError(`no item ${id}`);
  return compareItem(paid, one, ledger);
};

describe('matching 4: REF', () => {
  const one = item('i1', { kid: '2345676', number: '10023' });
  const other = item('i2', { kid: '12345678903', number: '20046', partyId: 'B' });
  const ofCustomer = item('i3', { kid: '2345676', number: '10024', amountMinor: 5_000n });

  test.each([
    ['kid_equal', [one, other], { kid: '2345676' }],
    ['kid_equal', [one, other], { kid: '2345676', text: 'Faktura 20046' }],
    ['kid_names_party', [one, ofCustomer], { kid: '2345676' }],
    ['kid_names_party_number_cited', [one, ofCustomer], { kid: '2345676', text: 'Faktura 10023' }],
    ['number_cited', [one, other], { text: 'Faktura 10023' }],
    ['number_cited', [one, other], { kid: '12345678903', text: 'Faktura 10023' }],
    ['other_kid', [one, other], { kid: '12345678903' }],
    ['other_number', [one, other], { text: 'Faktura 20046' }],
    ['none', [one, { ...other, residualMinor: 0n }], { kid: '12345678903' }],
    ['unknown_kid', [one, other], { kid: '1000103-' }],
    ['unknown_number', [one, other], { text: 'Faktura 77777' }],
    ['none', [one, other], { text: 'Giro' }],
  ] as const)('%s', (level, items, given) => {
    expect(compared(items, given).ref.level).toBe(level);
  });

  test.each([
    ['a KID: 1 in 100,000', [one], { kid: '2345676' }, 1e-5],
    ['times the items that carry it', [one, { ...ofCustomer, amountMinor: one.amountMinor }], { kid: '2345676' }, 2e-5],
    ['of a customer’s KID: times all that it may mean', [one, ofCustomer, item('i4')], { kid: '2345676' }, 3e-5],
    ['a number of five digits', [one], { text: '10023' }, 1e-4],
    ['a long number: never rarer than a KID', [item('i1', { number: '1234567890' })], { text: '1234567890' }, 1e-5],
  ] as const)('fix 2: the chance of %s', (_what, items, given, chance) => {
    expect(Math.exp(compared(items, given).ref.lnChance ?? 0)).toBeCloseTo(chance, 12);
  });
});

describe('matching 4: PARTY', () => {
  const [account, foreign] = [accountOf['A'] ?? null, accountOf['B'] ?? null];
  const name = nameOf('A');

  test.each([
    ['account_equal', { counterpartyAccount: account }],
    ['account_equal', { counterpartyAccount: account, counterpartyName: name }],
    ['account_equal', { counterpartyAccount: account, counterpartyName: 'Ukjent' }],
    ['account_equal/name_of_other', { counterpartyAccount: account, counterpartyName: nameOf('B') }],
    ['account_other/name_equal', { counterpartyAccount: foreign, counterpartyName: name.toUpperCase() }],
    ['account_other/name_missing', { counterpartyAccount: foreign }],
    ['account_unlisted/name_over_93', { counterpartyAccount: '12345678903', counterpartyName: 'Fjelheim Bygg' }],
    ['account_unlisted/name_below', { counterpartyAccount: '12345678903', counterpartyName: 'Ukjent' }],
    ['account_unknown/name_of_other', { counterpartyName: nameOf('B') }],
    ['account_unknown/text_equal', { text: `Faktura ${name}` }],
    ['account_unknown/text_of_other', { text: nameOf('B') }],
    ['account_unknown/name_missing', {}],
  ] as const)('%s', (level, given) => {
    expect(compared([item('i1')], given).party.level).toBe(level);
  });

  test('names that are alike: only the best of all parties is one', () => {
    const alike = { id: 'E', name: 'Fjellheim Bygget AS', accounts: [], orgNumber: '923609016', aliases: [] };
    const items = [item('i1'), item('i2', { partyId: 'E' })];
    const levels = (given: Partial<Payment>) =>
      ['i1', 'i2'].map((id) => {
        const ledger = new MemoryLedger({ items, parties: [...parties, alike] });
        return compared(items, given, id, ledger).party.level;
      });
    expect(levels({ counterpartyName: 'Fjellheim Bygge' })).toEqual([
      'account_unknown/name_not_best',
      'account_unknown/name_over_93',
    ]);
    expect(levels({ counterpartyName: name })).toEqual(['account_unknown/name_equal', 'account_unknown/name_of_other']);
    expect(levels({ text: 'Org 923609016' })[1]).toBe('org_equal');
  });

  test('a tie, and an account that several hold', () => {
    const twin = { id: 'E', name, accounts: [accountOf['A'] ?? ''], orgNumber: null, aliases: [] };
    const ledger = () => new MemoryLedger({ items: [item('i1')], parties: [...parties, twin] });
    const levelOf = (given: Partial<Payment>) => compared([], given, 'i1', ledger()).party.level;
    expect(levelOf({ counterpartyName: name })).toBe('account_unknown/name_equal_tied');
    expect(levelOf({ counterpartyName: 'Fjelheim Bygg' })).toBe('account_unknown/name_tied');
    expect(levelOf({ counterpartyAccount: account })).toBe('account_shared/name_missing');
  });

  test('fix 2: account and equal name are as rare as the party’s share of open items', () => {
    const items = [item('i1'), item('i2'), ...['i3', 'i4', 'i5'].map((id) => item(id, { partyId: 'B' }))];
    for (const given of [{ counterpartyAccount: account }, { counterpartyName: name }])
      expect(Math.exp(compared(items, given).party.lnChance ?? 0)).toBeCloseTo(2 / 5, 12);
    expect(compared(items, {}).party.lnChance).toBeNull();
  });
});

describe('matching 4: DATE', () => {
  test.each([
    ['2026-02-21', 'early_over_20'],
    ['2026-02-20', 'early_6_20'],
    ['2026-02-06', 'early_6_20'],
    ['2026-02-05', 'early_1_5'],
    ['2026-02-01', 'early_1_5'],
    ['2026-01-31', 'on_the_day'],
    ['2026-01-30', 'late_1_5'],
    ['2026-01-26', 'late_1_5'],
    ['2026-01-25', 'late_6_25'],
    ['2026-01-06', 'late_6_25'],
    ['2026-01-05', 'late_over_25'],
  ])('due %s, booked 2026-01-31: %s', (dueDate, band) => {
    expect(compared([item('i1', { dueDate })], {}).date.level).toBe(`${band}/lag_unknown`);
  });

  test.each([
    [[3], 'lag_unknown'],
    [[-2, 2], 'lag_2'],
    [[9, 1, 2], 'lag_2'],
    [[3, 3], 'lag_6'],
    [[7, 7], 'lag_15'],
    [[16, 16], 'lag_more'],
  ])('on the day, from a party whose lags were %j: %s', (lags, band) => {
    const history = { lagsDaysByParty: new Map([['A', lags]]), rowsByPayer: new Map() };
    const ledger = new MemoryLedger({ items: [item('i1')], parties, history });
    expect(compared([], {}, 'i1', ledger).date.level).toBe(`on_the_day/${band}`);
  });
});

const more = (count: number, given: Partial<OpenItem> = {}) =>
  Array.from({ length: count }, (_unused, index) => item(`j${index}`, given));

describe('matching 4: CONTEXT', () => {
  test.each([
    ['only_open', []],
    ['only_open', more(3, { partyId: 'B' })],
    ['only_open', more(1, { currency: 'EUR' })],
    ['only_of_amount', more(3, { amountMinor: 5n })],
    ['equal_2', more(1)],
    ['equal_3_5', more(4)],
    ['equal_more', more(5)],
  ])('%s', (band, others) => {
    expect(compared([item('i1'), ...others], {}).context.level).toBe(`${band}/new_payer`);
  });

  test('a repeated payer', () => {
    const history = { lagsDaysByParty: new Map([['A', [0]]]), rowsByPayer: new Map() };
    const ledger = new MemoryLedger({ items: [item('i1')], parties, history });
    expect(compared([], {}, 'i1', ledger).context.level).toBe('only_open/repeated_payer');
  });

  test('a closed item stands beside the open ones of its amount', () => {
    expect(compared([item('i1', { residualMinor: 0n }), ...more(1)], {}).context.level).toBe('equal_2/new_payer');
  });
});
