import { expect, test } from '@jest/globals';
import { answerOf } from '../../../../../src/domain/matching/learning/answerOf.ts';
import { passesMoneyOn } from '../../../../../src/domain/matching/learning/passesMoneyOn.ts';
import { PayerRecords } from '../../../../../src/domain/matching/learning/payerRecords.ts';
import { item, ledgerOf, payment } from '../smallLedger.ts';
import { day } from './log.ts';

test.each([
  ['VIPPS', true],
  ['Vipps AS', true],
  ['Vipps MobilePay AS', true],
  ['Nets Branch Norway', true],
  ['DNB Bank ASA', true],
  ['SpareBank 1 Østlandet', true],
  ['Klarna Bank AB', true],
  ['Vipps Kari Dahl', false],
  ['Netsikkerhet AS', false],
  ['Bankgården Eiendom AS', false],
  [null, false],
])('matching 10 who passes on what many pay: %s %s', (counterpartyName, expected) => {
  expect(passesMoneyOn({ counterpartyName, text: null })).toBe(expected);
});

test('matching 10 neither the account nor the name of who passes money on is learnt, from files or from the log', () => {
  const nobody = { account: null, foldedName: '', orgNumber: null };
  const row = { counterpartyName: 'Vipps MobilePay AS', counterpartyAccount: '15032080119', text: 'Org 974 760 673' };
  const told = [{ itemId: 'i1', amountMinor: 123_456n }];
  expect(answerOf(payment('t', row), told, [], ledgerOf([item('i1')])).payer).toMatchObject(nobody);
  const logged = {
    action: 'accept',
    paymentId: 't',
    matchId: 'm',
    at: day('2026-03-02'),
    bookingDate: day('2026-03-01'),
    payer: { ...row, amountMinor: 100n },
    items: [],
    explanation: null,
    proposal: null,
    isAuditSample: false,
  } as const;
  expect(new PayerRecords().payerOf(logged)).toMatchObject(nobody);
});
