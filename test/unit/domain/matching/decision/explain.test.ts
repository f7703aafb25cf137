import { describe, expect, test } from '@jest/globals';
import type { OpenItem } from '../../../../../src/domain/matching/openItem.ts';
import type { Payment } from '../../../../../src/domain/matching/payment.ts';
import { accountOf, decide, item, nameOf, payment } from '../smallLedger.ts';

const ofA = { counterpartyAccount: accountOf['A'] ?? '', counterpartyName: nameOf('A') };

const reasons = (given: Partial<Payment>, items: readonly OpenItem[], candidate = 0): readonly string[] =>
  (decide([payment('p1', given)], items)[0]?.candidates[candidate]?.reasons ?? []).map(
    ({ group, text }) => `${group}: ${text}`,
  );

describe('matching 7: reasons in words', () => {
  test('matching 7 one for each group, with the values', () => {
    expect(reasons({ ...ofA, kid: '2345676', bookingDate: '2026-02-02' }, [item('i1', { kid: '2345676' })])).toEqual([
      'REF: KID 2345676 equals invoice 10001',
      'AMOUNT: The amount 1234.56 NOK is exact',
      'PARTY: Account 15032080119 is of Fjellheim Bygg AS',
      'DATE: Booked 2 days after the due date 2026-01-31',
      'CONTEXT: It is the only open invoice of the party',
    ]);
  });

  test('matching 7 the weight of a group is in bits', () => {
    const [decision] = decide([payment('p1', { kid: '2345676' })], [item('i1', { kid: '2345676' })]);
    const [first] = decision?.candidates[0]?.reasons ?? [];
    // m ≈ 0.4, u = 1/100,000
    expect(first).toMatchObject({ group: 'REF', level: 'kid_equal' });
    expect(first?.bits).toBeGreaterThan(15);
    expect(first?.bits).toBeLessThan(15.6);
    expect(Math.round((first?.bits ?? 0) * 10) / 10).toBe(first?.bits);
  });

  test.each<readonly [string, Partial<Payment>, readonly OpenItem[], string]>([
    [
      'a part',
      { kid: '2345676', amountMinor: 50_000n },
      [item('i1', { kid: '2345676' })],
      'AMOUNT: Paid 500.00 NOK of 1234.56 NOK: less than is open',
    ],
    [
      'too much',
      { kid: '2345676', amountMinor: 200_000n },
      [item('i1', { kid: '2345676' })],
      'AMOUNT: Paid 2000.00 NOK of 1234.56 NOK: 765.44 NOK more than is open',
    ],
    [
      'a fee',
      { kid: '2345676', amountMinor: 126_956n },
      [item('i1', { kid: '2345676' })],
      'AMOUNT: Paid 1269.56 NOK of 1234.56 NOK: the difference of 35.00 NOK is a known fee',
    ],
    [
      'a rounding',
      { kid: '2345676', amountMinor: 123_400n },
      [item('i1', { kid: '2345676' })],
      'AMOUNT: Paid 1234.00 NOK of 1234.56 NOK: rounded by 0.56 NOK',
    ],
    [
      'a sum',
      { ...ofA, amountMinor: 30_011n, text: '10001 10002' },
      [item('i1', { amountMinor: 10_001n }), item('i2', { amountMinor: 20_010n })],
      'AMOUNT: The invoices 10001 and 10002 add up to 300.11 NOK; no other sum fits of 1 looked at',
    ],
    ['a number', { text: 'Faktura 10001' }, [item('i1')], 'REF: The text cites 10001, invoice 10001'],
    [
      'a name',
      { counterpartyName: 'Fjellheim Bygg' },
      [item('i1')],
      'CONTEXT: It is the only open invoice of the party',
    ],
  ])('matching 7 %s', (_name, given, items, expected) => {
    expect(reasons(given, items)).toContain(expected);
  });

  test('matching 7 no sentence is empty or holds a missing value', () => {
    const worlds = [
      reasons({ counterpartyName: 'Fjellheim' }, [item('i1'), item('i2', { partyId: 'B' })]),
      reasons({ text: 'fra Nordvik Transport AS' }, [item('i1'), item('i2', { partyId: 'B' })]),
      reasons({ counterpartyAccount: accountOf['B'] ?? '' }, [item('i1'), item('i2', { partyId: 'B' })], 1),
      reasons({ counterpartyAccount: '12345678903', counterpartyName: 'Ukjent AS' }, [item('i1')]),
    ];
    for (const said of worlds) expect(said.length).toBeGreaterThan(3);
    for (const sentence of worlds.flat()) expect(sentence).toMatch(/^[A-Z_]+: [A-Z“].{8,}[^ ]$/);
    expect(worlds.flat().join('\n')).not.toMatch(/undefined|null|NaN|“”|; $/);
  });

  test('matching 7 the first says why it is not the second', () => {
    const two = [item('i1'), item('i2', { partyId: 'B' })];
    const said = reasons({ text: 'Faktura 10001' }, two).at(-1);
    expect(said).toMatch(/^RUNNER_UP: Not 10002: REF \+[\d.]+ bits/);
    expect(reasons({ text: 'Faktura 10001' }, two, 1).map((one) => one.slice(0, 9))).not.toContain('RUNNER_UP');
  });

  test('matching 7 or that the evidence is equal', () => {
    const equal = [item('i1'), item('i2', { partyId: 'B' })];
    expect(reasons({}, equal).at(-1)).toBe('RUNNER_UP: Not 10002: equal evidence');
  });
});
