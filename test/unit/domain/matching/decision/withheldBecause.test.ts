import { describe, expect, test } from '@jest/globals';
import type { DecisionOptions } from '../../../../../src/domain/matching/batch/decisionOptions.ts';
import { compileModel } from '../../../../../src/domain/matching/model/compiledModel.ts';
import type { MatchingModel } from '../../../../../src/domain/matching/model/matchingModel.ts';
import { defaultModel } from '../defaultModel.ts';
import { accountOf, autoPolicy, certificatesAt, decide, item, nameOf, payment } from '../smallLedger.ts';

const kid = '2345676';
const items = [item('i1', { kid })];
const withheld = (given: Partial<DecisionOptions>, amountMinor = 123_456n) =>
  decide([payment('p1', { kid, amountMinor })], items, given).map(({ withheldBecause }) => withheldBecause)[0];

/** The KID was seen so seldom that it says nothing on its own. */
const seldomKid: MatchingModel = {
  ...defaultModel,
  groups: {
    ...defaultModel.groups,
    REF: {
      ...defaultModel.groups.REF,
      levels: { ...defaultModel.groups.REF.levels, kid_equal: { m: 4_000, u: 1, seen: 29 } },
    },
  },
};

describe('matching 8 and 9: why nothing is posted though the evidence is the best there is', () => {
  const { logOdds = 0 } = decide([payment('p1', { kid })], items)[0] ?? {};

  test.each<readonly [string, Partial<DecisionOptions>, string | null]>([
    ['nothing stands against it', {}, null],
    ['its class has no certificate', { certificates: [] }, 'not_certified'],
    ['it is just at the threshold', { certificates: certificatesAt(logOdds) }, null],
    ['it is below the threshold', { certificates: certificatesAt(logOdds + 0.01) }, 'below_threshold'],
    ['the amount is above the limit', { policy: { ...autoPolicy, maxAutoAmountMinor: 123_455n } }, 'above_limit'],
    ['the amount is the limit', { policy: { ...autoPolicy, maxAutoAmountMinor: 123_456n } }, null],
    ['the client looks on', { policy: { ...autoPolicy, mode: 'shadow' } }, 'shadow'],
    ['the kill switch is on', { policy: { ...autoPolicy, isStopped: true } }, 'kill_switch'],
    ['a level was seen 29 times, and the rest suffices', { model: compileModel(seldomKid) }, null],
  ])('matching 8 %s', (_name, given, expected) => {
    expect(withheld(given)).toBe(expected);
  });

  test('matching 8 a level that was seen 29 times carries no auto', () => {
    const model = compileModel(seldomKid);
    const [decision] = decide([payment('p1', { kid })], items, { model });
    const certificates = certificatesAt((decision?.logOdds ?? 0) - 1);
    expect(withheld({ model, certificates })).toBe('seldom_seen_level');
    expect(withheld({ certificates })).toBeNull();
  });

  test.each([
    ['of the shipped labels: exact amounts only', 'base', 'not_certified'],
    ["of the client's own: what its labels showed", 'own', null],
  ])('matching 9 a certificate %s', (_name, regime, expected) => {
    const certificates = certificatesAt(4, regime);
    expect(withheld({ certificates }, 50_000n)).toBe(expected);
    expect(withheld({ certificates })).toBeNull();
  });

  test('matching 9 money out has the same limit', () => {
    const owed = item('i1', { kid, kind: 'payable' });
    const reasons = [123_455n, 123_456n].map((maxAutoAmountMinor) =>
      decide([payment('p1', { kid, amountMinor: -123_456n })], [owed], {
        policy: { ...autoPolicy, maxAutoAmountMinor },
      }).map(({ withheldBecause }) => withheldBecause),
    );
    expect(reasons).toEqual([['above_limit'], [null]]);
  });

  test('matching 9 a payment in another currency is above any limit', () => {
    const policy = { ...autoPolicy, maxAutoAmountMinor: 1_000_000n };
    const [decision] = decide([payment('p1', { kid, currency: 'EUR' })], [item('i1', { kid, currency: 'EUR' })], {
      policy,
    });
    expect(decision?.withheldBecause).toBe('above_limit');
  });

  test('matching 8 a decision tells the class and the log-odds that thresholds are about', () => {
    const [decision] = decide([payment('p1', { kid })], items);
    expect(decision).toMatchObject({ evidenceClass: 'kid/full', decision: 'auto' });
    expect(decision?.logOdds).toBeGreaterThan(14);
    expect(decision?.probability).toBeGreaterThan(0.999_99);
  });

  test('matching 10 what a person rejected is said to be vetoed', () => {
    const [decision] = decide([payment('p1', { kid })], items, { vetoes: () => true });
    expect(decision).toMatchObject({ decision: 'none', withheldBecause: 'vetoed', candidates: [] });
  });
});

describe('matching 8: evidence classes', () => {
  const ofA = { counterpartyAccount: accountOf['A'] ?? '', counterpartyName: nameOf('A') };
  test.each([
    ['the KID', { kid }, 'kid/full'],
    ['the number', { text: 'faktura 10001' }, 'docno/full'],
    ['the account', ofA, 'party/only/full'],
    ['the name', { counterpartyName: nameOf('A') }, 'party/only/full'],
    ['the amount alone', {}, 'rest/only/full'],
    ['a part by KID', { kid, amountMinor: 50_000n }, 'kid/part'],
    ['too much by number', { text: 'faktura 10001', amountMinor: 200_000n }, 'docno/part'],
  ])('matching 8 %s', (_name, given, expected) => {
    expect(decide([payment('p1', given)], items)[0]?.evidenceClass).toBe(expected);
  });
});
