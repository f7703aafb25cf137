import { describe, expect, test } from '@jest/globals';
import { decideInOrder } from '../../../../../src/domain/matching/batch/decideInOrder.ts';
import type { Payment } from '../../../../../src/domain/matching/payment.ts';
import { certificatesAt, item, ledgerOf, nameOf, optionsOf, payment, told } from '../smallLedger.ts';

describe('matching 12 property 5 has two exceptions', () => {
  const amountMinor = 8_273_147n;
  /** So many open invoices of others beside the one of this amount. */
  const outcomeOf = (others: number, given: Partial<Payment>, regime: string): string => {
    const unrelated = Array.from({ length: others }, (_unused, index) =>
      item(`u${index}`, { partyId: 'D', amountMinor: 100_003n + BigInt(index) * 7_919n, number: `77${1_000 + index}` }),
    );
    const ledger = ledgerOf([item('i1', { amountMinor, kid: '2345676' }), ...unrelated]);
    const options = optionsOf({ certificates: certificatesAt(4, regime) });
    return decideInOrder([payment('p1', { amountMinor, ...given })], ledger, options)
      .map(told)
      .join();
  };
  const posted = `p1 auto single i1:${amountMinor}`;

  test('matching 8 a shipped certificate of the amount alone speaks of 500 open invoices and more', () => {
    expect(outcomeOf(498, {}, 'base')).toBe('p1 review single (not_certified)');
    expect(outcomeOf(499, {}, 'base')).toBe(posted);
  });

  test('matching 8 one of a name that is only near the party of 2,000 and more', () => {
    const misspelt = { counterpartyName: nameOf('A').replace(/(.)$/, '') };
    expect(outcomeOf(1_998, misspelt, 'base')).toBe('p1 review single (not_certified)');
    expect(outcomeOf(1_999, misspelt, 'base')).toBe(posted);
  });

  test.each([
    ['by a KID', { kid: '2345676' }, 'base'],
    ['by the number', { text: 'faktura 10001' }, 'base'],
    ['by the payer', { counterpartyName: nameOf('A') }, 'base'],
    ["by the client's own labels", {}, 'own'],
  ])('matching 8 none other does: %s', (_what, given, regime) => {
    expect(outcomeOf(120, given, regime)).toBe(posted);
  });
});
