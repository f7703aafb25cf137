import { describe, expect, test } from '@jest/globals';
import { calendarDate } from '../../../../../src/domain/calendarDate.ts';
import { decideDay } from '../../../../../src/domain/matching/batch/decideDay.ts';
import type { OpenItem } from '../../../../../src/domain/matching/openItem.ts';
import type { Payment } from '../../../../../src/domain/matching/payment.ts';
import { accountOf, bystanders, item, ledgerOf, nameOf, optionsOf, payment } from '../smallLedger.ts';

const open = item('i1', { dueDate: '2026-03-31', issueDate: '2026-03-01' });
const named = { counterpartyName: nameOf('A'), bookingDate: '2026-03-31' };
const byAccount = { ...named, counterpartyAccount: accountOf['A'] ?? null };

/** Of one payment against `open`, of a party that has paid so often before, always on the due date. */
function classOf(
  given: Partial<Payment>,
  others: readonly OpenItem[] = [],
  paidBefore: readonly bigint[] = [],
): string {
  const paid = paidBefore.map((amountMinor, index) =>
    item(`c${index}`, { amountMinor, issueDate: '2025-12-01', dueDate: `2026-01-0${index + 1}` }),
  );
  const ledger = ledgerOf([open, ...others, ...paid, ...bystanders]);
  for (const { id, dueDate, amountMinor } of paid) {
    ledger.moveTo(calendarDate(dueDate));
    ledger.allocate(id, amountMinor);
    ledger.settled(payment(`q${id}`, { ...byAccount, bookingDate: dueDate, amountMinor }), [
      { itemId: id, amountMinor },
    ]);
  }
  ledger.moveTo('2026-03-31');
  const [decision] = decideDay([payment('p', { ...byAccount, ...given })], ledger, optionsOf());
  return decision?.evidenceClass ?? 'none';
}

const twice = [123_456n, 123_456n];

describe('matching 8: the class is the strongest evidence, how the item stands among its like, and what is allocated', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['the account, one open item', classOf({}), 'party/only/full'],
    ['two open ones of the amount', classOf({}, [item('i2', { dueDate: '2026-04-30' })]), 'party/several/full'],
    ['paid other amounts before', classOf({}, [], [5_000n, 7_000n]), 'party/only/full'],
    ['paid the same before, on the usual day', classOf({}, [], twice), 'party/usual/full'],
    ['paid the same before, ten days early', classOf({ bookingDate: '2026-03-21' }, [], twice), 'party/off_habit/full'],
    ['paid the same once: no habit yet', classOf({}, [], [123_456n]), 'party/usual/full'],
    ['cites a number that nobody has', classOf({ text: 'Faktura 777001' }), 'contradicted/only/full'],
    ['has a KID that nobody has', classOf({ kid: '2345676' }), 'contradicted/only/full'],
    [
      'cites what the party has paid, another amount',
      classOf({ text: 'Faktura 10000' }, [], [5_000n, 7_000n]),
      'party/only/full',
    ],
    [
      'cites what the party has paid already, the same amount',
      classOf({ text: 'Faktura 10000' }, [], twice),
      'contradicted/usual/full',
    ],
    ['the number', classOf({ text: 'Faktura 10001', counterpartyAccount: null }), 'docno/full'],
    ['no name, no account', classOf({ counterpartyName: null, counterpartyAccount: null }), 'rest/only/full'],
  ];
  test.each(cases)('matching 8 %s', (_name, found, expected) => {
    expect(found).toBe(expected);
  });
});
