import { describe, expect, test } from '@jest/globals';
import type { Group } from '../../../../../src/domain/matching/evidence.ts';
import {
  compileModel,
  isSeldomSeen,
  lnPriorOf,
  weightOf,
} from '../../../../../src/domain/matching/model/compiledModel.ts';
import { type MatchingModel, parseMatchingModel } from '../../../../../src/domain/matching/model/matchingModel.ts';
import { defaultModel } from '../defaultModel.ts';

const model = (group: Group, given: MatchingModel['groups'][Group]): MatchingModel => ({
  ...defaultModel,
  groups: { ...defaultModel.groups, [group]: given },
});
const evidence = (group: Group, level: string, lnChance: number | null = null) => ({
  group,
  level,
  lnChance,
  detail: {},
});
const counts = {
  equal: { m: 89.5, u: 0.5, seen: 90 },
  other: { m: 9.5, u: 98.5, seen: 29 },
};

describe('matching 4: weights', () => {
  test('matching 4 ln(m/u), scaled, with half a sighting added to each level', () => {
    const compiled = compileModel(model('REF', { scale: 0.5, levels: counts }));
    expect(weightOf(compiled, evidence('REF', 'equal'))).toBeCloseTo(0.5 * Math.log(0.9 / 0.01), 9);
    expect(weightOf(compiled, evidence('REF', 'other'))).toBeCloseTo(0.5 * Math.log(0.1 / 0.99), 9);
  });

  test('matching 4 the chance of the very value takes the place of the share among random pairs', () => {
    const compiled = compileModel(model('REF', { scale: 1, levels: counts }));
    expect(weightOf(compiled, evidence('REF', 'equal', Math.log(1e-5)))).toBeCloseTo(Math.log(0.9 / 1e-5), 9);
  });

  test('matching 4 within a kind the amount is certain', () => {
    const compiled = compileModel(model('AMOUNT', { scale: 1, levels: counts }));
    expect(weightOf(compiled, evidence('AMOUNT', 'other', Math.log(0.01)))).toBeCloseTo(Math.log(100), 9);
    expect(weightOf(compiled, evidence('AMOUNT', 'unheard', Math.log(0.01)))).toBeCloseTo(Math.log(100), 9);
  });

  test('matching 4 a level that the model does not know says nothing', () => {
    const compiled = compileModel(model('PARTY', { scale: 1, levels: counts }));
    expect(weightOf(compiled, evidence('PARTY', 'unheard', Math.log(1e-5)))).toBe(0);
  });

  test('matching 4 what payments without an invoice cite is a distribution of its own', () => {
    const without = { 'without/kid': { m: 0.5, u: 0.5, seen: 40 }, 'without/none': { m: 8.5, u: 8.5, seen: 40 } };
    const alone = compileModel(model('REF', { scale: 1, levels: counts }));
    const both = compileModel(model('REF', { scale: 1, levels: { ...counts, ...without } }));
    const equal = evidence('REF', 'equal', Math.log(1e-5));
    expect(weightOf(both, equal)).toBeCloseTo(weightOf(alone, equal), 9);
    expect(weightOf(both, evidence('REF', 'without/kid', 0))).toBeCloseTo(Math.log(0.1), 9);
  });

  test('matching 8 fewer than 30 sightings are seldom', () => {
    const compiled = compileModel(model('REF', { scale: 1, levels: counts }));
    expect(isSeldomSeen(compiled, evidence('REF', 'equal'))).toBe(false);
    expect(isSeldomSeen(compiled, evidence('REF', 'other'))).toBe(true);
    expect(isSeldomSeen(compiled, evidence('REF', 'unheard'))).toBe(true);
  });
});

describe('matching 5: priors', () => {
  const compiled = compileModel({
    ...defaultModel,
    offsets: { none: 0.1, part: 0.2, sum: 0.3 },
    nonePriors: { ...defaultModel.nonePriors, both: { in: 0.25, out: 0.75 } },
  });
  const payer = { record: 'both', direction: 'in' } as const;
  const { kindPriors } = defaultModel;

  test.each([
    ['none', Math.log(0.25) + 0.1],
    ['single', Math.log(0.75 * kindPriors.single)],
    ['partial', Math.log(0.75 * kindPriors.partial) + 0.2],
    ['over', Math.log(0.75 * kindPriors.over) + 0.2],
    ['subset', Math.log(0.75 * kindPriors.subset) + 0.3],
    ['net_of_credit', Math.log(0.75 * kindPriors.net_of_credit) + 0.3],
  ] as const)('matching 5 %s', (kind, lnPrior) => {
    expect(lnPriorOf(compiled, kind, payer)).toBeCloseTo(lnPrior, 9);
  });

  test('matching 5 the sign of the amount has its own prior of none', () => {
    expect(lnPriorOf(compiled, 'none', { ...payer, direction: 'out' })).toBeCloseTo(Math.log(0.75) + 0.1, 9);
  });
});

describe('matching 10: a model is plain JSON', () => {
  test('matching 10 written and read again it is the same', () => {
    expect(parseMatchingModel(JSON.parse(JSON.stringify(defaultModel)))).toEqual(defaultModel);
  });

  test.each([
    ['a negative scale', { groups: { ...defaultModel.groups, REF: { scale: -1, levels: {} } } }],
    ['a certain prior', { nonePriors: { ...defaultModel.nonePriors, both: { in: 1, out: 0.5 } } }],
    ['no version', { version: '' }],
  ])('matching 10 %s is refused', (_name, wrong) => {
    expect(() => parseMatchingModel({ ...defaultModel, ...wrong })).toThrow();
  });
});
