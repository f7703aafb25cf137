import { expect, test } from '@jest/globals';
import { invoiceLine } from '../../../src/files/invoiceLine.ts';
import { transactionLine } from '../../../src/files/transactionLine.ts';

const invoice = (amount: string, currency: string) => ({
  external_id: 'i',
  kind: 'receivable',
  number: '1042',
  amount,
  open_amount: '10',
  currency,
  issue_date: '2026-01-01',
  due_date: '2026-01-15',
  party: { id: 'A', name: 'Fjellheim Bygg AS' },
  status: 'open',
});
const transaction = (amount: string, currency: string) => ({
  id: 't',
  account: '12345678903',
  booking_date: '2026-01-01',
  amount,
  currency,
});

test.each([
  ['1,000.00', 'NOK', 'a decimal string'],
  ['1e3', 'NOK', 'a decimal string'],
  ['10.505', 'NOK', 'more decimals than NOK has'],
  ['10.50', 'JPY', 'more decimals than JPY has'],
  ['1.23456', 'NOK', 'a decimal string'],
])('matching 2 of an amount that is none one thing is said: %s %s', (amount, currency, message) => {
  for (const read of [
    invoiceLine.safeParse(invoice(amount, currency)),
    transactionLine.safeParse(transaction(amount, currency)),
  ]) {
    const said = (read.error?.issues ?? []).map(({ path, message: words }) => `${path.join('.')}: ${words}`);
    expect(said).toEqual([expect.stringContaining(`amount: ${message}`)]);
  }
});

test('an invoice is of more than zero, and said once', () => {
  expect(invoiceLine.safeParse(invoice('0.00', 'NOK')).error?.issues.map(({ message }) => message)).toEqual([
    'more than zero',
  ]);
});
