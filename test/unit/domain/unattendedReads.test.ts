import { expect, test } from '@jest/globals';
import { readAllowance } from '../../../src/domain/unattendedReads.ts';

test.each([
  ['a night keeps one back', 4, false, { perDay: 3, perRun: 3 }],
  ['who asks may use it, though not all in one run', 4, true, { perDay: 4, perRun: 3 }],
  ['a bank that gives two', 2, false, { perDay: 1, perRun: 1 }],
  ['a bank that gives one: there is nothing to keep', 1, false, { perDay: 1, perRun: 1 }],
])('D-12 %s', (_case, callsPerDay, isAskedFor, expected) => {
  expect(readAllowance({ callsPerDay, isAskedFor })).toEqual(expected);
});
