import { describe, expect, test } from '@jest/globals';
import type { MatchingPolicy } from '../../../../../src/domain/matching/decision/policy.ts';
import { accountOf, autoPolicy, certificatesAt, decide, item, payment } from '../smallLedger.ts';

const kid = '2345676';

describe('matching 9: the ceiling holds for money in and for money out', () => {
  const withheld = (amountMinor: bigint, maxAutoAmountMinor: bigint) => {
    const kind = amountMinor < 0n ? 'payable' : 'receivable';
    const policy = { ...autoPolicy, maxAutoAmountMinor };
    return decide([payment('p1', { kid, amountMinor })], [item('i1', { kid, kind })], { policy })[0]?.withheldBecause;
  };
  test.each([
    [123_456n, 123_456n, null],
    [123_456n, 123_455n, 'above_limit'],
    [-123_456n, 123_456n, null],
    [-123_456n, 123_455n, 'above_limit'],
  ])('matching 9 %d øre under a ceiling of %d', (amountMinor, maxAutoAmountMinor, expected) => {
    expect(withheld(amountMinor, maxAutoAmountMinor)).toBe(expected);
  });
});

describe('matching 5: the write-off limit is of kroner, and writes nothing off in another currency', () => {
  const policy: MatchingPolicy = { ...autoPolicy, writeOffLimitMinor: 1_000n };
  test.each([
    ['NOK', 100_000n, 99_901n, null],
    ['EUR', 100_000n, 99_901n, 'not_allowed_for_kind'],
    ['KWD', 1_000_000n, 999_001n, 'not_allowed_for_kind'],
    ['EUR', 100_000n, 100_000n, null],
  ])('matching 5 in %s, of %d minor units %d are paid', (currency, dueMinor, amountMinor, expected) => {
    const paid = payment('p1', { kid, currency, amountMinor, counterpartyAccount: accountOf['A'] ?? '' });
    const [decision] = decide([paid], [item('i1', { kid, currency, amountMinor: dueMinor })], { policy });
    expect(decision?.withheldBecause).toBe(expected);
  });
});

describe('matching 8: shipped labels say nothing of the amount alone in a ledger smaller than any of theirs', () => {
  const open = (count: number) =>
    Array.from({ length: count }, (_unused, index) =>
      item(`s${index}`, {
        partyId: 'D',
        number: `80${1_000 + index}`,
        amountMinor: 3_000_003n + BigInt(index) * 1_009n,
      }),
    );
  /** Beside the one that is paid, and sixty bystanders. */
  const withheld = (others: number, regime: string, given = {}) =>
    decide([payment('p1', given)], [item('i1', { kid }), ...open(others)], {
      certificates: certificatesAt(0, regime),
    })[0]?.withheldBecause;

  test.each([
    ['499 open items, the amount alone', 438, 'base', {}, 'not_certified'],
    ['500 open items', 439, 'base', {}, null],
    ["499, by the client's own labels", 438, 'own', {}, null],
    ['499, by a document', 438, 'base', { kid }, null],
  ])('matching 8 %s', (_name, others, regime, given, expected) => {
    expect(withheld(others, regime, given)).toBe(expected);
  });
});
