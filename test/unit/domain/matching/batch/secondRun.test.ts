import { expect, test } from '@jest/globals';
import { decideInOrder } from '../../../../../src/domain/matching/batch/decideInOrder.ts';
import { accountOf, bystanders, item, ledgerOf, nameOf, optionsOf, payment, told } from '../smallLedger.ts';

test('matching 12 property 3: what comes over its threshold by the fewer open items alone is posted in the same run', () => {
  const items = [
    item('i0', { kind: 'credit_note', partyId: 'C', amountMinor: 10_000n, kid: '40-' }),
    item('i1', { partyId: 'B', amountMinor: 10_000n }),
    item('i2', { kind: 'payable', partyId: 'A', amountMinor: 10_000n }),
    item('i3', { partyId: 'A', amountMinor: 19_900n, kid: '40-', dueDate: '2026-03-15' }),
  ];
  const day = { bookingDate: '2026-02-01', text: 'Giro' };
  const ofB = { counterpartyName: nameOf('B'), counterpartyAccount: accountOf['B'] ?? null };
  const ofC = { counterpartyName: nameOf('C'), counterpartyAccount: accountOf['C'] ?? null };
  const payments = [
    payment('p0', { ...day, ...ofB, amountMinor: 10_000n }),
    payment('p1', { ...day, amountMinor: 77_700n, kid: '40-', counterpartyAccount: ofC.counterpartyAccount }),
    payment('p2', { ...day, ...ofC, amountMinor: 10_000n, text: '10000 10000' }),
  ];
  const ledger = ledgerOf([...items, ...bystanders]);
  const first = decideInOrder(payments, ledger, optionsOf());
  const waiting = first.filter(({ decision }) => decision !== 'auto').map(({ paymentId }) => paymentId);
  const second = decideInOrder(
    payments.filter(({ id }) => waiting.includes(id)),
    ledger,
    optionsOf(),
  );
  expect(first.filter(({ decision }) => decision === 'auto').length).toBeGreaterThan(0);
  expect(second.filter(({ decision }) => decision === 'auto').map(told)).toEqual([]);
});
