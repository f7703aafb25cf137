import { createSecretKey, randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { openBytes, sealBytes } from '../../../src/security/sealedBytes.ts';
import { InvalidToken } from '../../../src/security/securityErrors.ts';

const key = createSecretKey(randomBytes(32));
const plaintext = Buffer.from('a reply', 'utf8');

test('B-4 it opens with its key for its row, and with nothing else', () => {
  const sealed = sealBytes(key, 'row 1', plaintext);
  expect(openBytes(key, 'row 1', sealed)).toEqual(plaintext);
  expect(() => openBytes(key, 'row 2', sealed)).toThrow(InvalidToken);
  expect(() => openBytes(createSecretKey(randomBytes(32)), 'row 1', sealed)).toThrow(InvalidToken);
});

test('B-4 every bit counts, and so does the length', () => {
  const sealed = sealBytes(key, 'row', plaintext);
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const altered = Buffer.from(sealed);
    altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => openBytes(key, 'row', altered)).toThrow(InvalidToken);
  }
  for (let length = 0; length < sealed.length; length += 1)
    expect(() => openBytes(key, 'row', sealed.subarray(0, length))).toThrow(InvalidToken);
});
