import { describe, expect, test } from '@jest/globals';
import type { Certificate } from '../../../../../src/domain/matching/certification/certificate.ts';
import {
  certificatesInForce,
  type OwnExperience,
} from '../../../../../src/domain/matching/certification/certificatesInForce.ts';

const shipped: readonly Certificate[] = [
  { evidenceClass: 'docno/full', threshold: 5, regimes: [] },
  { evidenceClass: 'kid/full', threshold: 3, regimes: [] },
];
const checked = (count: number, { wrong = 0, evidenceClass = 'kid/full', logOdds = 6 } = {}) =>
  Array.from({ length: count }, (_unused, index) => ({ evidenceClass, logOdds, right: index >= wrong }));
const nothing: OwnExperience = { labels: [], undone: [] };

describe("matching 8 and 9: a client's own labels withdraw a shipped certificate, or grant one", () => {
  /** Thresholds in force; `-`: shadow. */
  const cases: readonly (readonly [string, Partial<OwnExperience>, string])[] = [
    ['day one: what is shipped', {}, 'docno/full 5, kid/full 3'],
    ['labels that are right change nothing while they are few', { labels: checked(597) }, 'docno/full 5, kid/full 3'],
    ['one error in ten: back into shadow', { labels: checked(10, { wrong: 1 }) }, 'docno/full 5'],
    ['one error in eleven may be chance', { labels: checked(11, { wrong: 1 }) }, 'docno/full 5, kid/full 3'],
    [
      'errors below the threshold would not have posted',
      { labels: checked(10, { wrong: 9, logOdds: 2.9 }) },
      'docno/full 5, kid/full 3',
    ],
    ['an auto undone is an error on top', { undone: [{ evidenceClass: 'kid/full', logOdds: 6 }] }, 'docno/full 5'],
    [
      'an auto undone among two hundred right ones may be chance',
      { labels: checked(200), undone: [{ evidenceClass: 'kid/full', logOdds: 6 }] },
      'docno/full 5, kid/full 3',
    ],
    [
      '598 right ones grant a class that is not shipped',
      { labels: checked(598, { evidenceClass: 'rest/full' }) },
      'docno/full 5, kid/full 3, rest/full 6',
    ],
    [
      'own labels lower a threshold as far as they were seen',
      { labels: [...checked(598), ...checked(30, { logOdds: 1.6 })] },
      'docno/full 5, kid/full 1.5',
    ],
    [
      'own labels lower no threshold where but a few were seen',
      { labels: [...checked(598), ...checked(29, { logOdds: 1.6 })] },
      'docno/full 5, kid/full 3',
    ],
    [
      'audits that are all sure say nothing of doubtful payments',
      { labels: checked(598, { logOdds: 18 }) },
      'docno/full 5, kid/full 3',
    ],
    [
      'own labels raise a threshold whose bound they do not hold',
      { labels: [...checked(2_000), ...checked(20, { wrong: 8, logOdds: 4.1 })] },
      'docno/full 5, kid/full 6',
    ],
    [
      'what labels certify, an undone auto takes back',
      { labels: checked(598, { evidenceClass: 'rest/full' }), undone: [{ evidenceClass: 'rest/full', logOdds: 6 }] },
      'docno/full 5, kid/full 3',
    ],
  ];
  test.each(cases)('matching 9 %s', (_name, experience, expected) => {
    const { certificates } = certificatesInForce(shipped, { ...nothing, ...experience });
    expect(certificates.map(({ evidenceClass, threshold }) => `${evidenceClass} ${threshold}`).join(', ')).toBe(
      expected,
    );
  });
});

test('matching 9 what was withdrawn is named', () => {
  const { withdrawn } = certificatesInForce(shipped, { ...nothing, labels: checked(20, { wrong: 5 }) });
  expect(withdrawn).toEqual(['kid/full']);
});
