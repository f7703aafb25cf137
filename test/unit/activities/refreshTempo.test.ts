import { describe, expect, test } from '@jest/globals';
import { countUnsure, decideTempo } from '../../../src/activities/grants/decideTempo.ts';
import {
  type GrantState,
  mayHaveRotated,
  readGrantState,
  writeGrantState,
} from '../../../src/activities/grants/grantState.ts';

const firstMs = 1_000_000;
const unsure = (tries: number, lastMs = firstMs): GrantState => ({
  kind: 'unsure',
  refreshes: { tries, firstMs, lastMs },
});

describe('A-14 when a token may be tried again whose refresh nobody heard of', () => {
  test.each([
    ['nothing is amiss', { kind: 'good' }, firstMs, { kind: 'ask', reason: 'first' }],
    ['the bank has refused it', { kind: 'refused', code: 'rotation_lost' }, firstMs, { kind: 'ask', reason: 'first' }],
    ['a process died in it', { kind: 'refreshing', mark: 'x' }, firstMs, { kind: 'ask', reason: 'again' }],
    ['after the first: at once', unsure(1), firstMs, { kind: 'ask', reason: 'again' }],
    ['after the second: not at once', unsure(2), firstMs, { kind: 'wait', reason: 'again', waitMs: 1_000 }],
    ['after the second: after 1 s', unsure(2), firstMs + 1_000, { kind: 'ask', reason: 'again' }],
    ['after the third: not after 1 s', unsure(3), firstMs + 1_000, { kind: 'wait', reason: 'again', waitMs: 2_000 }],
    ['after the third: after 3 s', unsure(3), firstMs + 3_000, { kind: 'ask', reason: 'again' }],
    [
      'after the fourth: not for 10 s',
      unsure(4, firstMs + 3_000),
      firstMs + 12_999,
      { kind: 'rest', reason: 'tried_enough', waitMs: 1 },
    ],
    ['after the fourth: each 10 s', unsure(9, firstMs), firstMs + 10_000, { kind: 'ask', reason: 'rested' }],
    [
      'written by a clock that was a day ahead',
      unsure(4, firstMs + 86_400_000),
      firstMs,
      { kind: 'rest', reason: 'tried_enough', waitMs: 10_000 },
    ],
  ] as const)('%s', (_name, state, nowMs, decision) => {
    expect(decideTempo(state, nowMs)).toEqual(decision);
  });

  test.each([
    ['the first', { kind: 'good' }, 1],
    ['the first after a death', { kind: 'refreshing', mark: 'x' }, 2],
    ['one more', unsure(3), 4],
  ] as const)('%s counts as %j', (_name, state, tries) => {
    expect(countUnsure(state, firstMs + 5)).toMatchObject({ tries, lastMs: firstMs + 5 });
  });
});

describe('what a grant’s row says of its refresh token', () => {
  test.each<[GrantState, string, boolean]>([
    [{ kind: 'good' }, 'good', false],
    [{ kind: 'refreshing', mark: 'a:b' }, 'refreshing:a:b', true],
    [unsure(2, firstMs + 1), 'unsure:2:1000000:1000001', true],
    [{ kind: 'refused', code: 'consent_revoked' }, 'refused:consent_revoked', false],
    [{ kind: 'refused', code: 'rotation_lost' }, 'refused:rotation_lost', true],
  ])('A-13 %j', (state, text, lost) => {
    expect(writeGrantState(state)).toBe(text);
    expect(readGrantState(text)).toEqual(state);
    expect(mayHaveRotated(state)).toBe(lost);
  });

  test.each(['', 'unsure:x', 'unsure:1:2', 'refused:nothing of ours', 'odd'])('A-13 %j is read with care', (text) => {
    expect(mayHaveRotated(readGrantState(text))).toBe(true);
  });
});
