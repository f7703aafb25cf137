import { describe, expect, test } from '@jest/globals';
import { readEntry } from './dnbShapes.ts';

const own = { bban: '15034011238' };
const other = { bban: '12072022333' };
const ownIban = { iban: 'NO53 1503 4011 238' };
const debit = { transactionAmount: { amount: '-10.00', currency: 'NOK' } };
const credit = { transactionAmount: { amount: '10.00', currency: 'NOK' } };
const zero = { transactionAmount: { amount: '0', currency: 'NOK' } };
const both = { creditorName: 'PAYEE', debtorName: 'PAYER' };

describe('Q18 the sign says who the counterparty is, and our own account never is', () => {
  test.each([
    ['we paid', { ...debit, ...both, creditorAccount: other, debtorAccount: own }, 'PAYEE', '12072022333'],
    ['we were paid', { ...credit, ...both, creditorAccount: own, debtorAccount: other }, 'PAYER', '12072022333'],
    ['no accounts, we paid', { ...debit, ...both }, 'PAYEE', null],
    ['no accounts, we were paid', { ...credit, ...both }, 'PAYER', null],
    [
      'sides swapped, we paid',
      { ...debit, ...both, creditorAccount: own, debtorAccount: other },
      'PAYER',
      '12072022333',
    ],
    [
      'sides swapped, we were paid',
      { ...credit, ...both, creditorAccount: other, debtorAccount: own },
      'PAYEE',
      '12072022333',
    ],
    ['a fee', { ...debit, debtorAccount: own }, null, null],
    ['a fee on the wrong side', { ...debit, ...both, creditorAccount: own }, null, null],
    ['a credit without anybody', credit, null, null],
    ['our own on both sides', { ...debit, ...both, creditorAccount: own, debtorAccount: own }, null, null],
    ['our own as IBAN', { ...debit, ...both, creditorAccount: ownIban, debtorAccount: other }, 'PAYER', '12072022333'],
    [
      'a foreign IBAN',
      { ...debit, ...both, creditorAccount: { iban: 'de89 3704 0044 0532 0130 00' } },
      'PAYEE',
      'DE89370400440532013000',
    ],
    ['printed with dots', { ...debit, ...both, creditorAccount: { bban: '1207.20.22333' } }, 'PAYEE', '12072022333'],
    ['amount 0', { ...zero, ...both, creditorAccount: other, debtorAccount: own }, 'PAYEE', '12072022333'],
  ])('%s', (_case, row, counterpartyName, counterpartyAccount) => {
    expect(readEntry(row).details).toMatchObject({ counterpartyName, counterpartyAccount });
  });

  test.each([
    ['only an IBAN', { iban: 'NO5315034011238' }],
    ['only a BBAN', { bban: '1503.40.11238' }],
  ])('a page that names its account by %s', (_how, account) => {
    const row = { ...credit, ...both, creditorAccount: other, debtorAccount: ownIban };
    expect(readEntry(row, account).details).toMatchObject({ counterpartyName: 'PAYEE' });
  });

  test('a page that names no account: the sign alone', () => {
    const row = { ...debit, ...both, creditorAccount: other, debtorAccount: own };
    expect(readEntry(row, null).details).toMatchObject({
      counterpartyName: 'PAYEE',
      counterpartyAccount: '12072022333',
    });
  });
});
