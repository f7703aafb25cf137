import { describe, expect, test } from '@jest/globals';
import { decideMassRefusal } from '../../../src/activities/grants/decideMassRefusal.ts';

const nowMs = 10_000_000;
const minutes = (count: number): number => count * 60_000;

describe('A-16 whether refused consents are the persons’ will', () => {
  test.each([
    ['one', 1, 1, null, 'few'],
    ['19 of 19', 19, 19, null, 'few'],
    ['20 of 20', 20, 20, null, 'mass'],
    ['20 of 400: 5 %', 20, 400, null, 'mass'],
    ['20 of 401', 20, 401, null, 'few'],
    ['few, in an incident that was a mass 10 minutes ago', 1, 1, nowMs - minutes(10), 'few'],
    ['few, in an incident that was a mass shortly before', 1, 1, nowMs - minutes(10) + 1, 'mass_just_now'],
  ] as const)('%s', (_name, refused, answered, lastMassMs, reason) => {
    expect(decideMassRefusal({ refused, answered, lastMassMs, nowMs }).reason).toBe(reason);
  });
});
