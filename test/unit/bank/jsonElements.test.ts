import { describe, expect, test } from '@jest/globals';
import { jsonElements } from '../../../src/bank/jsonElements.ts';

describe('the elements of an array, as they are written', () => {
  const path = ['a', 'b'];
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ['one after another', '{"a":{"b":[1,"2",{"c":3},[4],true,null]}}', ['1', '"2"', '{"c":3}', '[4]', 'true', 'null']],
    [
      'spaces within stay, those around do not',
      '{ "a" : { "b" : [ { "c" : 1 } ,\n\t-2.50e+1 ] } }',
      ['{ "c" : 1 }', '-2.50e+1'],
    ],
    [
      'brackets, commas and quotes in texts',
      '{"x":"]}","a":{"b":["[,\\"{\\\\",{"c\\"]":"}"}]}}',
      ['"[,\\"{\\\\"', '{"c\\"]":"}"}'],
    ],
    ['members before and after', '{"x":[{"a":{"b":[9]}}],"a":{"y":{"b":[8]},"b":[1],"z":2},"w":0}', ['1']],
    ['the last of a member that comes twice, as a parser takes it', '{"a":{"b":[1]},"a":{"b":[2],"b":[3]}}', ['3']],
    ['a name that is written with an escape', '{"a":{"\\u0062":[1]}}', ['1']],
    ['nothing', '{"a":{"b":[ ]}}', []],
    ['no array', '{"a":{"b":{"c":[1]}}}', []],
    ['no object on the way', '{"a":[{"b":[1]}]}', []],
    ['no such member', '{"a":{}}', []],
  ];
  test.each(rows)('%s', (_what, text, expected) => {
    expect(jsonElements(text, path)).toEqual(expected);
  });

  test('each is the text of what a parser finds there', () => {
    const elements = [{ n: 1.5, t: 'å "x" \\ ] }', deep: [[{}], []] }, 'text', 12, false, null, []];
    for (const indent of [0, 2]) {
      const text = JSON.stringify({ first: [1], a: { b: elements, c: ['no'] } }, null, indent);
      expect(jsonElements(text, path).map((element) => JSON.parse(element))).toEqual(elements);
    }
  });
});
