import { describe, expect, test } from '@jest/globals';
import { MemoryLedger } from '../../../../../src/domain/matching/ledger/memoryLedger.ts';
import type { Payment } from '../../../../../src/domain/matching/payment.ts';
import { accountOf, item, parties, payment } from '../smallLedger.ts';

const shared = {
  id: 'E',
  name: 'Fjellheim Holding AS',
  accounts: ['1503 20 80119'],
  orgNumber: 'NO 923 609 016 MVA',
  aliases: [],
};
const created = () => new MemoryLedger({ items: [], parties: [...parties, shared], ownAccounts: ['1234.56.78903'] });
const payer = (given: Partial<Payment>, ledger = created()) => ledger.payer(payment('p', given));

describe('matching 4: who pays is judged against all parties', () => {
  test.each([
    ['an account', accountOf['B'] ?? '', ['B']],
    ['with dots', '8601.11.17947', ['B']],
    ['a shared one', accountOf['A'] ?? '', ['A', 'E']],
    ['nobody’s', '12345678903', []],
  ])('%s: %s', (_what, counterpartyAccount, accountParties) => {
    expect(payer({ counterpartyAccount }).accountParties).toEqual(accountParties);
  });

  test('an IBAN is the kontonummer in it', () => {
    const ledger = new MemoryLedger({
      items: [],
      parties: [{ id: 'F', name: 'F', accounts: ['NO93 8601 1117 947'], orgNumber: null, aliases: [] }],
    });
    expect(payer({ counterpartyAccount: '86011117947' }, ledger).accountParties).toEqual(['F']);
    expect(payer({ counterpartyAccount: 'NO9386011117947' }, ledger).account).toBe('86011117947');
  });

  test.each([
    ['923 609 016', ['E']],
    ['NO923609016MVA', ['E']],
    ['923609017', []],
    ['9236090160', []],
  ])('an organisation number in the text: %s', (text, orgParties) => {
    expect(payer({ text }).orgParties).toEqual(orgParties);
  });

  test.each([
    ['counterparty', { counterpartyName: 'NORDVIK TRANSPORT', text: 'Solbakken Regnskap' }, 'equal', ['B']],
    ['text', { text: 'Faktura 123 Nordvik Transport' }, 'equal', ['B']],
    ['missing', { text: 'Faktura 123' }, 'below', []],
    ['counterparty', { counterpartyName: 'Ukjent Person' }, 'below', []],
  ])('the name is from the %s: %j', (source, given, band, of) => {
    expect(payer(given).name).toMatchObject({ source, band, parties: of });
  });

  test('matching 10: what is learnt counts for payments not asked about yet', () => {
    const ledger = created();
    ledger.learn([
      { kind: 'account', value: '97104133219', partyId: 'C' },
      { kind: 'name', value: 'Regnskapsbyrået', partyId: 'C' },
      { kind: 'account', value: '12345678903', partyId: 'C' },
    ]);
    expect(payer({ counterpartyAccount: '12345678903', counterpartyName: 'REGNSKAPSBYRAAET' }, ledger)).toMatchObject({
      accountParties: ['C'],
      name: { band: 'equal', parties: ['C'] },
    });
    expect(ledger.party('C').accounts).toEqual(['97104133219', '12345678903']);
    // What no longer names the party, as another one is paid for by it too.
    ledger.learn([{ kind: 'name', value: 'Regnskapsbyrået', partyId: 'C' }]);
    expect(payer({ counterpartyAccount: '12345678903', counterpartyName: 'REGNSKAPSBYRAAET' }, ledger)).toMatchObject({
      accountParties: [],
      name: { band: 'equal', parties: ['C'] },
    });
    expect(ledger.party('C').accounts).toEqual(['97104133219']);
  });

  test('matching 5: own accounts are known in any spelling', () => {
    const ledger = created();
    expect(ledger.isOwnAccount('1234 56 78903')).toBe(true);
    expect(ledger.isOwnAccount('86011117947')).toBe(false);
    expect(ledger.isOwnAccount(null)).toBe(false);
  });

  test('a party that the ledger has not is one without a name', () => {
    expect(created().party('nobody')).toMatchObject({ name: '', accounts: [] });
  });
});

const ledgerWith = () => new MemoryLedger({ items: [item('i1')], parties });
const paid = (id: string, given: Partial<Payment> = {}) =>
  payment(id, { counterpartyAccount: accountOf['A'] ?? null, counterpartyName: 'Fjellheim Bygg', ...given });
const allocated = [{ itemId: 'i1', amountMinor: 123_456n }];

const lagsAfter = (ids: readonly string[]) => {
  const ledger = ledgerWith();
  for (const date of ['2026-01-29', '2026-02-01', '2026-02-05']) {
    ledger.moveTo(date);
    for (const id of ids) ledger.settled(paid(`${date}${id}`, { bookingDate: date }), allocated);
  }
  ledger.moveTo('2026-02-06');
  return [ledger.chances.lagsDays('A'), ledger.settledOf('A').map(({ paymentId }) => paymentId)];
};

describe('matching 5: the payer’s record', () => {
  test('is told from the next day on, never on the day itself', () => {
    const ledger = ledgerWith();
    ledger.moveTo('2026-01-31');
    ledger.settled(paid('p1'), allocated);
    expect(ledger.chances.payerRecord(paid('p2'))).toBe('never_seen');
    ledger.moveTo('2026-02-01');
    expect(ledger.chances.payerRecord(paid('p2'))).toBe('only_matched');
    ledger.settled(paid('p2', { bookingDate: '2026-02-01' }), []);
    ledger.moveTo('2026-02-02');
    expect(ledger.chances.payerRecord(paid('p3'))).toBe('both');
  });

  test('is found by account, else by name', () => {
    const ledger = ledgerWith();
    ledger.moveTo('2026-01-31');
    ledger.settled(paid('p1'), []);
    ledger.moveTo('2026-02-01');
    expect(ledger.chances.payerRecord(paid('p2', { counterpartyName: null }))).toBe('only_without_invoice');
    expect(ledger.chances.payerRecord(paid('p2', { counterpartyAccount: null }))).toBe('only_without_invoice');
    expect(ledger.chances.payerRecord(payment('p2'))).toBe('never_seen');
  });

  test('matching 4: a party’s lag is that of its last eight payments, whatever the order within a day', () => {
    expect(lagsAfter(['a', 'b', 'c', 'd'])).toEqual([
      [1, 1, 1, 1, 5, 5, 5, 5],
      ['2026-02-05', '2026-02-01', '2026-01-29'].flatMap((date) => ['d', 'c', 'b', 'a'].map((id) => `${date}${id}`)),
    ]);
    expect(lagsAfter(['d', 'b', 'a', 'c'])).toEqual(lagsAfter(['a', 'b', 'c', 'd']));
  });
});
