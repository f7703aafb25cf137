import { describe, expect, test } from '@jest/globals';
import { type BankRow, demoInvoices } from '../../../src/local/demoInvoices.ts';

const since = '2026-01-01';
const row = (changes: Partial<BankRow> = {}): BankRow => ({
  transaction_id: 't',
  amount: '-1545.15',
  currency: 'NOK',
  booking_date: '2026-02-27',
  kid: null,
  text: 'Giro',
  ...changes,
});
const rowsWithKid = (count: number): BankRow[] =>
  Array.from({ length: count }, (_, index) => row({ kid: `${1_000 + index}` }));

describe('demoInvoices', () => {
  test('an invoice fits the row that cites its KID', () => {
    expect(demoInvoices([row({ kid: '2026000101-' })], since)).toEqual([
      {
        external_id: 'demo-1',
        kind: 'payable',
        number: 'D-00001',
        kid: '2026000101-',
        amount: '1545.15',
        open_amount: '1545.15',
        currency: 'NOK',
        issue_date: '2026-02-13',
        due_date: '2026-02-28',
        party: { id: 'party-1', name: 'Demo party 1' },
        status: 'open',
      },
    ]);
  });

  test('an invoice fits the row whose text cites its number, and says nothing of a KID', () => {
    const [invoice] = demoInvoices([row({ amount: '12500.00', text: 'Overføring, Faktura 10045, Kunde As' })], since);
    expect(invoice).toMatchObject({ kind: 'receivable', number: '10045', amount: '12500.00' });
    expect(invoice).not.toHaveProperty('kid');
  });

  test.each([
    ['cites nothing', row()],
    ['cites a number within a word', row({ text: 'Storfaktura 100456' })],
    ['is older', row({ kid: '1009', booking_date: '2025-12-31' })],
    ['moves no money', row({ kid: '1009', amount: '0.00' })],
    ['has no text', row({ text: null })],
  ])('none for a row that %s', (_what, bankRow) => {
    expect(demoInvoices([bankRow], since)).toEqual([]);
  });

  test('a first look shows every outcome: most fit, each seventh has another amount, each fifth has none', () => {
    const rows = rowsWithKid(35);
    const invoices = demoInvoices(rows, since);
    expect(invoices).toHaveLength(28);
    expect(invoices.filter(({ amount }) => amount === '1645.15')).toHaveLength(4);
    expect(invoices.filter(({ amount }) => amount === '1545.15')).toHaveLength(24);
  });

  test('a reference that comes twice has one invoice; ids are unique and the same each time', () => {
    const rows = [...rowsWithKid(20), ...rowsWithKid(20)];
    const ids = demoInvoices(rows, since).map((invoice) => invoice['external_id']);
    expect(new Set(ids).size).toBe(ids.length);
    expect(demoInvoices(rows, since)).toEqual(demoInvoices(rowsWithKid(20), since));
  });
});
