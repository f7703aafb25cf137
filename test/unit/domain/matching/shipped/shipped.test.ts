import { describe, expect, test } from '@jest/globals';
import {
  labelsOfOneRegime,
  labelsOfShippedClass,
  targetPrecision,
} from '../../../../../src/domain/matching/certification/gridScan.ts';
import { lowerBound } from '../../../../../src/domain/matching/certification/precisionBound.ts';
import { groups } from '../../../../../src/domain/matching/evidence.ts';
import { compileModel, weightOf } from '../../../../../src/domain/matching/model/compiledModel.ts';
import { parseMatchingModel } from '../../../../../src/domain/matching/model/matchingModel.ts';
import { shippedCertificates } from '../../../../../src/domain/matching/shipped/shippedCertificates.ts';
import { shippedFrom, shippedModel } from '../../../../../src/domain/matching/shipped/shippedModel.ts';

describe('matching 8 and 9: certificates that are shipped', () => {
  test.each(shippedCertificates)('matching 8 $evidenceClass holds its bound in each of the regimes', (certificate) => {
    expect(certificate.regimes.map(({ regime }) => regime)).toEqual(['base', 'shifted', 'adversarial']);
    for (const { labels, errors, bound } of certificate.regimes) {
      expect(labels).toBeGreaterThanOrEqual(labelsOfOneRegime);
      expect(bound).toBeCloseTo(lowerBound(labels, errors), 9);
      expect(bound).toBeGreaterThanOrEqual(targetPrecision);
    }
    const pooled = certificate.regimes.reduce((sum, { labels }) => sum + labels, 0);
    expect(pooled).toBeGreaterThanOrEqual(labelsOfShippedClass);
    expect(certificate.threshold).toBeGreaterThanOrEqual(0);
  });

  test('matching 9 what posts from the first day: KID and number with the exact amount are among it, nothing in part', () => {
    const classes = shippedCertificates.map(({ evidenceClass }) => evidenceClass);
    expect(classes).toEqual(expect.arrayContaining(['kid/full', 'docno/full', 'party/only/full']));
    expect(classes.filter((name) => name.endsWith('/part'))).toEqual([]);
    expect(new Set(classes).size).toBe(classes.length);
  });
});

describe('matching 4 and 5: the model that is shipped', () => {
  const model = compileModel(parseMatchingModel(structuredClone(shippedModel)));
  const weight = (group: (typeof groups)[number], level: string): number =>
    weightOf(model, { group, level, lnChance: null, detail: {} });

  test('matching 9 it says that it rests on synthetic companies, and names them', () => {
    expect(shippedModel.version).toMatch(/^synthetic-\d{4}-\d{2}-\d{2}-[0-9a-f]{8}$/);
    expect(shippedFrom.data).toBe('synthetic');
    const { counted, fitted, certified } = shippedFrom.seeds;
    const seeds: readonly number[] = [...counted, ...fitted, ...certified];
    expect(new Set(seeds).size).toBe(seeds.length); // no company in two stages
  });

  test('matching 5 no scale is negative, and calibrated probabilities ascend below certainty', () => {
    for (const group of groups) expect(shippedModel.groups[group].scale).toBeGreaterThanOrEqual(0);
    const probabilities = shippedModel.calibration.map(({ probability }) => probability);
    expect(probabilities).toEqual(probabilities.toSorted((a, b) => a - b));
    expect(probabilities.at(-1)).toBeLessThan(1);
  });

  test('matching 4 stronger evidence weighs more, and what contradicts weighs against', () => {
    expect(weight('REF', 'kid_equal')).toBeGreaterThan(weight('REF', 'none'));
    expect(weight('REF', 'number_cited')).toBeGreaterThan(weight('REF', 'none'));
    for (const level of ['other_kid', 'other_number', 'unknown_kid', 'unknown_number'])
      expect(weight('REF', level)).toBeLessThan(weight('REF', 'none'));
    expect(weight('REF', 'without/unknown_kid')).toBeGreaterThan(0);
    expect(weight('REF', 'without/kid')).toBeLessThan(0);
    expect(weight('PARTY', 'account_equal')).toBeGreaterThan(weight('PARTY', 'account_other/name_of_other'));
    expect(weight('PARTY', 'account_unknown/name_equal')).toBeGreaterThan(
      weight('PARTY', 'account_unknown/name_below'),
    );
    expect(weight('DATE', 'late_1_5/lag_2')).toBeGreaterThan(weight('DATE', 'late_over_25/lag_more'));
  });
});
