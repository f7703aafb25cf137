import { describe, expect, test } from '@jest/globals';
import type { OpenItem } from '../../../../../src/domain/matching/openItem.ts';
import type { Payment } from '../../../../../src/domain/matching/payment.ts';
import { accountOf, autoPolicy, decide, item, nameOf, payment, told } from '../smallLedger.ts';

const ofA = { counterpartyAccount: accountOf['A'] ?? '', counterpartyName: nameOf('A') };
const kid = '2345676';
const shown = (payments: readonly Payment[], items: readonly OpenItem[]): string[] => decide(payments, items).map(told);

describe('matching 5: what explains a payment, and what of it posts', () => {
  const withKid = [item('i1', { kid })];
  test.each<readonly [string, Partial<Payment>, readonly OpenItem[], string]>([
    ['the KID and the exact amount', { kid }, withKid, 'p1 auto single i1:123456'],
    ['account and exact amount', ofA, [item('i1')], 'p1 auto single i1:123456'],
    ['a part, by KID', { kid, amountMinor: 50_000n }, withKid, 'p1 auto partial i1:50000'],
    [
      'a part, by a number alone',
      { text: 'faktura 10001', amountMinor: 50_000n },
      withKid,
      'p1 review partial (not_allowed_for_kind)',
    ],
    ['too much, by KID', { kid, amountMinor: 500_000n }, withKid, 'p1 auto over i1:123456'],
    ['a reminder fee on top', { kid, amountMinor: 126_956n }, withKid, 'p1 auto fee i1:123456'],
    ['rounded to whole kroner', { kid, amountMinor: 123_500n }, withKid, 'p1 auto rounding i1:123456'],
    [
      'two that are cited',
      { ...ofA, amountMinor: 30_011n, text: 'faktura 10001 og 10002' },
      [item('i1', { amountMinor: 10_001n }), item('i2', { amountMinor: 20_010n }), item('i3')],
      'p1 auto subset i1:10001 i2:20010',
    ],
    [
      'two of which a credit note is taken, all cited',
      { ...ofA, amountMinor: 100_000n, text: '10001 10002' },
      [item('i1'), item('c2', { kind: 'credit_note', amountMinor: 23_456n })],
      'p1 auto net_of_credit i1:123456 c2:23456',
    ],
    [
      'a credit note paid out',
      { ...ofA, amountMinor: -123_456n },
      [item('c1', { kind: 'credit_note' })],
      'p1 auto credit_paid_out c1:123456',
    ],
    [
      'a supplier paid',
      { ...ofA, amountMinor: -123_456n },
      [item('i1', { kind: 'payable' })],
      'p1 auto single i1:123456',
    ],
    [
      'in another currency, as ordered, by KID',
      { kid, amountMinor: 1_400_000n, original: { amountMinor: 123_456n, currency: 'EUR' } },
      [item('i1', { kid, currency: 'EUR' })],
      'p1 auto converted i1:123456',
    ],
    [
      'in another currency, without what was ordered',
      { kid, amountMinor: 1_400_000n },
      [item('i1', { kid, currency: 'EUR' })],
      'p1 review converted (not_allowed_for_kind)',
    ],
    [
      'in another currency, without the KID',
      { ...ofA, amountMinor: 1_400_000n, original: { amountMinor: 123_456n, currency: 'EUR' } },
      [item('i1', { currency: 'EUR' })],
      'p1 review converted (not_allowed_for_kind)',
    ],
    [
      'an invoice that is closed already',
      { kid },
      [item('i1', { kid, residualMinor: 0n })],
      'p1 task possible_double_payment duplicate (not_allowed_for_kind)',
    ],
    ['nothing that is known', { counterpartyName: 'Ukjent' }, [], 'p1 none none'],
    ['an invoice that is issued later', ofA, [item('i1', { issueDate: '2026-02-01' })], 'p1 none none'],
    ['money out does not pay a receivable', { ...ofA, amountMinor: -123_456n }, withKid, 'p1 none none'],
    ['a KID that nothing has', { kid: '12345678903' }, [], 'p1 task unknown_kid none'],
    ['a settlement without its lines', { text: 'OCR-GIRO 31.01' }, [], 'p1 task sum_post_without_details none'],
    [
      'the KID of one and the number of another, of the same amount',
      { kid, text: 'faktura 10002' },
      [item('i1', { kid }), item('i2')],
      'p1 task conflicting_references single (below_threshold)',
    ],
    [
      'a number that occurs beside a KID whose amount is right',
      { kid, text: 'faktura 10002' },
      [item('i1', { kid }), item('i2', { partyId: 'B', amountMinor: 99_900n })],
      'p1 auto single i1:123456',
    ],
  ])('matching 5 %s', (_name, given, items, expected) => {
    expect(shown([payment('p1', given)], items)).toEqual([expected]);
  });

  test('matching 5 the residual is what the allocations leave, or write off', () => {
    const residuals = [500_000n, 126_956n, 123_400n, 123_456n].flatMap((amountMinor) =>
      decide([payment('p1', { kid, amountMinor })], withKid).map(({ residualMinor }) => residualMinor),
    );
    expect(residuals).toEqual([376_544n, 3_500n, -56n, 0n]);
  });

  test.each([
    ['less', 100_000n, 100_000n],
    ['less, as the bank writes it', -100_000n, 100_000n],
    ['more', 150_000n, 123_456n],
    ['in another currency', null, 123_456n],
  ])(
    'matching 5 of an invoice in another currency no more is proposed than was ordered: %s',
    (_what, ordered, used) => {
      const original = { amountMinor: ordered ?? 1n, currency: ordered === null ? 'USD' : 'EUR' };
      const paid = payment('p1', { kid, amountMinor: 1_400_000n, original });
      const [decision] = decide([paid], [item('i1', { kid, currency: 'EUR' })]);
      expect(decision?.candidates[0]).toMatchObject({
        kind: 'converted',
        allocations: [{ itemId: 'i1', amountMinor: used }],
      });
    },
  );

  test('matching 5 a difference beyond the write-off limit is for a person', () => {
    const policy = { ...autoPolicy, writeOffLimitMinor: 3_499n };
    expect(decide([payment('p1', { kid, amountMinor: 126_956n })], withKid, { policy }).map(told)).toEqual([
      'p1 review fee (not_allowed_for_kind)',
    ]);
  });

  test('matching 5 a refund is proposed, never posted', () => {
    const paid = payment('p1', { ...ofA, kid });
    const back = payment('p2', { ...ofA, amountMinor: -123_456n, bookingDate: '2026-02-10' });
    expect(shown([paid, back], withKid)).toEqual([
      'p1 auto single i1:123456',
      'p2 review refund (not_allowed_for_kind)',
    ]);
  });

  test('matching 5 a transfer between own accounts has no invoice', () => {
    const own = accountOf['B'] ?? '';
    const decisions = decide([payment('p1', { counterpartyAccount: own })], [], { ownAccounts: [own] });
    expect(decisions.map(told)).toEqual(['p1 none own_transfer']);
  });
});

describe('matching 5: sums', () => {
  const four = [10_007n, 20_011n, 30_017n, 40_021n].map((amountMinor, index) =>
    item(`i${index + 1}`, { amountMinor, dueDate: `2026-01-${10 + index}` }),
  );

  test('matching 5 a sum that several sets of items give is for a person', () => {
    const [decision] = decide([payment('p1', { ...ofA, amountMinor: 50_028n })], four);
    expect(decision?.decision).toBe('review');
    expect(decision?.candidates[0]?.kind).toBe('subset');
    expect(decision?.withheldBecause).toBe('not_allowed_for_kind');
  });

  test('matching 5 the same sum, cited, is one set', () => {
    const [decision] = decide([payment('p1', { ...ofA, amountMinor: 50_028n, text: '10001 10004' })], four);
    expect(decision?.allocations.map(({ itemId }) => itemId)).toEqual(['i1', 'i4']);
  });

  test('matching 5 all that is open is one set, however many', () => {
    const items = Array.from({ length: 8 }, (_unused, index) =>
      item(`i${index + 1}`, { amountMinor: 101_003n * 2n ** BigInt(index) + 1n, dueDate: `2026-01-${10 + index}` }),
    );
    const amountMinor = items.reduce((sum, one) => sum + one.amountMinor, 0n);
    const [decision] = decide([payment('p1', { ...ofA, amountMinor })], items);
    expect(decision?.kind).toBe('subset');
    expect(decision?.candidates[0]?.allocations).toHaveLength(8);
  });

  test('matching 1 a party that is customer and supplier: its credit note is netted by a person', () => {
    const items = [
      item('i1'),
      item('c2', { kind: 'credit_note', amountMinor: 23_456n }),
      item('s3', { kind: 'payable', amountMinor: 77_777n }),
    ];
    const cited = payment('p1', { ...ofA, amountMinor: 100_000n, text: '10001 10002' });
    expect(shown([cited], items)).toEqual(['p1 review net_of_credit (not_allowed_for_kind)']);
  });
});
