import { expect, test } from '@jest/globals';
import { printable } from '../../../src/files/printable.ts';

test.each([
  ['\u001b[31mrød', '\\u{1b}[31mrød'],
  ['a\rb\u2028c', 'a\\u{d}b\\u{2028}c'],
  ['\u202eabc\u0085', '\\u{202e}abc\\u{85}'],
  ['Åse 12,50 € 😀', 'Åse 12,50 € 😀'],
])('contract 4: text of a file does nothing to the terminal: %j', (text, shown) => {
  expect(printable(text)).toBe(shown);
});
