import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { isAuditSample } from '../../../../../src/domain/matching/learning/isAuditSample.ts';
import type { LoggedDecision, LoggedProposal } from '../../../../../src/domain/matching/learning/loggedDecision.ts';
import { toLearningActions } from '../../../../../src/domain/matching/learning/toLearningActions.ts';
import { day } from './log.ts';

const loggedItem = (itemId: string, amountMinor = 10_000n): LoggedDecision['items'][number] => ({
  itemId,
  partyId: 'P',
  dueDate: day('2026-03-10'),
  isCreditNote: false,
  totalMinor: 10_000n,
  amountMinor,
});

const proposal = (itemId: string, members: Partial<LoggedProposal> = {}): LoggedProposal => ({
  evidenceClass: 'kid/full',
  logOdds: 9,
  withheldBecause: 'shadow',
  allocations: [{ itemId, amountMinor: 10_000n }],
  ...members,
});

let matches = 0;
const logged = (action: LoggedDecision['action'], members: Partial<LoggedDecision> = {}): LoggedDecision => ({
  action,
  paymentId: 't',
  matchId: action === 'reject' || action === 'import' ? null : `m${(matches += 1)}`,
  at: day('2026-03-02'),
  bookingDate: day('2026-03-13'),
  payer: { counterpartyName: 'Nordlys Bygg AS', counterpartyAccount: null, text: null, amountMinor: 10_000n },
  items: action === 'no_match' ? [] : [loggedItem('A')],
  explanation: null,
  proposal: null,
  isAuditSample: false,
  ...members,
});

const judgements = (...log: readonly LoggedDecision[]) =>
  toLearningActions(log).map((action) => ('proposal' in action ? action.proposal : null));

describe('matching 8: which proposals a person judged, and whether without regard to the outcome', () => {
  const label = { evidenceClass: 'kid/full', logOdds: 9, right: true, isUnbiased: true };
  const wrong = { ...label, right: false };
  const cases: readonly (readonly [string, LoggedDecision, unknown])[] = [
    ['accepted in shadow', logged('accept', { proposal: proposal('A') }), label],
    [
      'accepted where its class is in shadow',
      logged('accept', { proposal: proposal('A', { withheldBecause: 'not_certified' }) }),
      label,
    ],
    [
      'accepted where it was doubted',
      logged('accept', { proposal: proposal('A', { withheldBecause: 'below_threshold' }) }),
      { ...label, isUnbiased: false },
    ],
    [
      'accepted where it could never post',
      logged('accept', { proposal: proposal('A', { withheldBecause: 'not_allowed_for_kind' }) }),
      null,
    ],
    ['a task', logged('accept', { proposal: proposal('A', { withheldBecause: 'conflicting_references' }) }), null],
    ['another item', logged('allocate', { proposal: proposal('B') }), wrong],
    ['another amount', logged('allocate', { proposal: proposal('A'), items: [loggedItem('A', 9_000n)] }), wrong],
    ['no invoice at all', logged('no_match', { proposal: proposal('A') }), wrong],
    ['the first candidate rejected', logged('reject', { proposal: proposal('A') }), wrong],
    ['the second candidate rejected', logged('reject', { proposal: proposal('B') }), null],
    ['nothing was proposed', logged('allocate'), null],
    [
      'an auto confirmed that was drawn',
      logged('confirm', { proposal: proposal('A', { withheldBecause: null }), isAuditSample: true }),
      label,
    ],
    [
      'an auto confirmed that was not drawn',
      logged('confirm', { proposal: proposal('A', { withheldBecause: null }) }),
      { ...label, isUnbiased: false },
    ],
    [
      'a row told in lines: the weakest class of them',
      logged('confirm', { proposal: proposal('A', { evidenceClass: 'lines/kid/full' }), isAuditSample: true }),
      label,
    ],
  ];
  test.each(cases)('%s', (_name, entry, expected) => {
    expect(judgements(entry)).toEqual([expected]);
  });

  test('a payment judges once: what is proposed after a rejection says nothing of the class', () => {
    const rejected = logged('reject', { proposal: proposal('A') });
    expect(judgements(rejected, logged('accept', { proposal: proposal('B'), items: [loggedItem('B')] }))).toEqual([
      wrong,
      null,
    ]);
  });

  describe('an answer that was taken back judges by the one that stands instead', () => {
    const [first, other] = [
      logged('accept', { proposal: proposal('A') }),
      logged('allocate', { proposal: proposal('A'), items: [loggedItem('B')] }),
    ];
    const undo = ({ matchId }: LoggedDecision) => logged('undo', { matchId });
    const again = logged('accept', { proposal: proposal('A') });
    const told: readonly (readonly [string, readonly LoggedDecision[], readonly unknown[]])[] = [
      ['none does: an accept undone is an error', [first, undo(first)], [wrong, null]],
      ['no invoice', [first, undo(first), logged('no_match', { proposal: proposal('A') })], [wrong, null, null]],
      [
        'another, by hand and without a proposal',
        [first, undo(first), logged('allocate', { items: [loggedItem('B')] })],
        [wrong, null, null],
      ],
      ['the same: the undo was the mistake', [first, undo(first), again], [label, null, null]],
      ['the same, undone too', [first, undo(first), again, undo(again)], [wrong, null, null, null]],
      ['what was proposed, after another', [other, undo(other), again], [label, null, null]],
    ];
    test.each(told)('matching 8 %s', (_name, log, expected) => {
      expect(judgements(...log)).toEqual(expected);
    });
  });
});

const orgNumberOf = (text: string) => {
  const [action] = toLearningActions([logged('import', { payer: { ...logged('import').payer, text } })]);
  return action !== undefined && 'payer' in action ? action.payer.orgNumber : undefined;
};

describe('matching 10: what the log says of answers', () => {
  const explained = { kind: 'single', levels: [{ group: 'REF', level: 'kid_equal' }] };

  test('kind and levels are those that the person decided by; why not the runner-up is none', () => {
    const levels = [...explained.levels, { group: 'RUNNER_UP', level: 'differs' }];
    expect(toLearningActions([logged('accept', { explanation: { ...explained, levels } })])).toMatchObject([
      { action: 'confirmed', kind: 'single', levels: [{ group: 'REF', level: 'kid_equal' }], items: [{ lagDays: 3 }] },
    ]);
  });

  test('without an invoice the payer alone is taught, though a refund was what was shown', () => {
    const [answer] = toLearningActions([
      logged('accept', { items: [], explanation: { ...explained, kind: 'refund' } }),
    ]);
    expect(answer).toMatchObject({ kind: 'none', items: [], levels: [] });
  });

  const amounts: readonly (readonly [string, readonly LoggedDecision['items'][number][], string])[] = [
    ['all of one', [loggedItem('A')], 'single'],
    ['a part of one', [{ ...loggedItem('A'), totalMinor: 20_000n }], 'partial'],
    ['less than was paid', [loggedItem('A', 9_000n)], 'over'],
    ['more than was paid', [loggedItem('A', 10_100n)], 'fee'],
    ['two', [loggedItem('A', 4_000n), loggedItem('B', 6_000n)], 'subset'],
    ['one less a credit note', [loggedItem('A'), { ...loggedItem('B'), isCreditNote: true }], 'net_of_credit'],
    ['a credit note', [{ ...loggedItem('A'), isCreditNote: true }], 'credit_paid_out'],
  ];
  test.each(amounts)('by hand: %s', (_name, items, kind) => {
    expect(toLearningActions([logged('allocate', { items })])).toMatchObject([{ kind }]);
  });

  test('an organisation number names the payer where the row has but one', () => {
    expect(orgNumberOf('Org 974 760 673')).toBe('974760673');
    expect(orgNumberOf('974760673 og 974760673')).toBe('974760673');
    expect(orgNumberOf('974760673 for 923609016')).toBe(null);
  });

  test("the payer's record is of earlier matches: not of the payment's own, of what was undone, or of imports", () => {
    const [auto, fee] = [logged('posted', { proposal: proposal('A') }), logged('no_match', { paymentId: 'u' })];
    const log = [
      logged('import'),
      auto,
      logged('confirm', { matchId: auto.matchId }),
      fee,
      logged('import', { paymentId: 'v' }),
      logged('undo', { matchId: fee.matchId, paymentId: 'u' }),
      logged('import', { paymentId: 'w' }),
    ];
    const records = toLearningActions(log).map((action) => ('payer' in action ? action.payer.record : null));
    expect(records).toEqual(['never_seen', 'never_seen', 'never_seen', 'only_matched', 'both', null, 'only_matched']);
  });
});

test('matching 9 one in fifty autos is drawn, by its id alone', () => {
  const ids = Array.from({ length: 50_000 }, () => randomUUID());
  const drawn = ids.filter(isAuditSample);
  // Six standard deviations about 1,000.
  expect(Math.abs(drawn.length - 1_000)).toBeLessThan(190);
  expect(drawn.every(isAuditSample)).toBe(true);
});
