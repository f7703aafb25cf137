import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readAdvice } from '../../../../../src/domain/matching/advisor/readAdvice.ts';

test('matching 11 an order and a sentence', () => {
  expect(readAdvice({ order: ['2', '1', '3'], sentence: 'The second is due.' }, 3)).toEqual({
    places: [1, 0, 2],
    sentence: 'The second is due.',
  });
});

test.each([
  ['a list', []],
  ['a text', '{"order":["1"],"sentence":""}'],
  ['null', null],
  ['no order', { sentence: 'x' }],
  ['no sentence', { order: ['1'] }],
  ['an empty order', { order: [], sentence: 'x' }],
  ['a number for an id', { order: [1], sentence: 'x' }],
  ['a candidate twice', { order: ['1', '1'], sentence: 'x' }],
  ['a candidate that was not sent', { order: ['4'], sentence: 'x' }],
  ['an id that is nearly one', { order: ['01'], sentence: 'x' }],
  ['a long sentence', { order: ['1'], sentence: 'x'.repeat(301) }],
  ['a decision', { order: ['1'], sentence: 'x', decision: 'auto' }],
])('matching 11 %s is no advice', (_what, answer) => {
  expect(readAdvice(answer, 3)).toBeNull();
});

test.each([
  ['<b>The</b> first', 'The first'],
  ['<script>alert(1)</script>x', 'alert(1) x'],
  ['a <img src=x onerror=alert(1)', 'a img src=x onerror=alert(1)'],
  ['<<b>script>x', 'script x'],
  ['one\r\ntwo\u0000\u0007three', 'one two three'],
  ['pay\u202Eelpoep\u200B now\u2028!', 'pay elpoep now !'],
  ['lone \uD800 half', 'lone half'],
  ['  ', null],
  ['<br>', null],
])('matching 11 a sentence is plain text: %j', (sentence, plain) => {
  expect(readAdvice({ order: ['1'], sentence }, 1)?.sentence).toBe(plain);
});

test('matching 11 whatever it says, nothing but known places and plain text comes of it', () => {
  const hostile = fc.oneof(
    fc.anything(),
    fc.record({
      order: fc.array(fc.oneof(fc.constantFrom('1', '2', '3'), fc.string())),
      sentence: fc.string({ unit: 'binary', maxLength: 320 }),
    }),
  );
  fc.assert(
    fc.property(hostile, (answer) => {
      const advice = readAdvice(answer, 3);
      if (advice === null) return;
      expect(advice.places.every((place) => [0, 1, 2].includes(place))).toBe(true);
      expect(new Set(advice.places).size).toBe(advice.places.length);
      expect(advice.sentence ?? 'x').toMatch(/^[^<>\p{C}]{1,300}$/u);
    }),
    { numRuns: 2_000 },
  );
});
