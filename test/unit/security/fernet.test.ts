import { createHmac, pbkdf2Sync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { z } from 'zod';
import {
  decryptFernet,
  encryptFernet,
  fernetKey,
  fernetKeyFromText,
  openFernet,
  sealFernet,
} from '../../../src/security/fernet.ts';
import { InvalidToken } from '../../../src/security/securityErrors.ts';

const read = (name: string): unknown => JSON.parse(readFileSync(`test/vectors/fernet/${name}.json`, 'utf8'));
const specVector = z.object({ token: z.string(), now: z.string(), secret: z.string() });
const generate = z.array(specVector.extend({ src: z.string(), iv: z.array(z.number()) })).parse(read('generate'));
const verify = z.array(specVector.extend({ src: z.string(), ttl_sec: z.number() })).parse(read('verify'));
const invalid = z.array(specVector.extend({ desc: z.string(), ttl_sec: z.number() })).parse(read('invalid'));
const python = z
  .array(
    z.object({
      secret: z.string(),
      salt_utf8: z.string(),
      iterations: z.number(),
      fernet_key: z.string(),
      plaintext: z.string(),
      iv: z.array(z.number()),
      timestamp: z.number(),
      token: z.string(),
    }),
  )
  .parse(read('pbkdf2_fernet_vectors'));

const seconds = (instant: string): number => Date.parse(instant) / 1000;
const key = fernetKey(Buffer.alloc(32, 7));

describe('B-1 the vectors of the specification', () => {
  test.each(generate)('generates $src', ({ token, now, iv, src, secret }) => {
    const options = { timestampSeconds: seconds(now), iv: Uint8Array.from(iv) };
    expect(encryptFernet(fernetKeyFromText(secret), Buffer.from(src), options)).toBe(token);
  });
  test.each(verify)('verifies $src', ({ token, now, src, secret, ttl_sec }) => {
    const options = { ttlSeconds: ttl_sec, nowSeconds: seconds(now) };
    expect(decryptFernet(fernetKeyFromText(secret), token, options).toString()).toBe(src);
  });
  test.each(invalid)('refuses: $desc', ({ token, now, secret, ttl_sec }) => {
    const options = { ttlSeconds: ttl_sec, nowSeconds: seconds(now) };
    expect(() => decryptFernet(fernetKeyFromText(secret), token, options)).toThrow(InvalidToken);
  });
});

describe('B-2 Python both ways', () => {
  test.each(python)('$plaintext', (vector) => {
    const derived = pbkdf2Sync(vector.secret, vector.salt_utf8, vector.iterations, 32, 'sha256');
    const keyText = derived.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
    expect(keyText).toBe(vector.fernet_key);
    const options = { timestampSeconds: vector.timestamp, iv: Uint8Array.from(vector.iv) };
    expect(encryptFernet(fernetKey(derived), Buffer.from(vector.plaintext), options)).toBe(vector.token);
    expect(decryptFernet(fernetKeyFromText(keyText), vector.token).toString()).toBe(vector.plaintext);
  });
});

describe('B-1 what is no token', () => {
  const token = encryptFernet(key, Buffer.from('grant'));
  const refuses = (text: string): void => expect(() => decryptFernet(key, text)).toThrow(InvalidToken);

  test('every flipped bit is refused', () => {
    const sealed = sealFernet(key, Buffer.from('grant'));
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const altered = Buffer.from(sealed);
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => openFernet(key, altered)).toThrow(InvalidToken);
    }
  });

  test('every length below the shortest token is refused', () => {
    for (let length = 0; length <= 72; length += 1)
      expect(() => openFernet(key, Buffer.alloc(length, 0x80))).toThrow(InvalidToken);
  });

  test('base64 that is not canonical is refused', () => {
    const padded = encryptFernet(key, Buffer.alloc(20));
    expect(padded.endsWith('=')).toBe(true);
    for (const text of [
      padded.replaceAll('=', ''),
      `${token}=`,
      `${token}\n`,
      ` ${token}`,
      `${token.slice(0, 9)} ${token.slice(9)}`,
      token.replaceAll('-', '+').replaceAll('_', '/').replace(/^gA/, 'gA%'),
      `${padded.replace(/=+$/, '').slice(0, -1)}${padded.replace(/=+$/, '').at(-1) === 'B' ? 'C' : 'B'}${'='.repeat(padded.length - padded.replace(/=+$/, '').length)}`,
      '',
    ])
      refuses(text);
  });

  test('a token with the alphabet of plain base64 is refused', () => {
    const plain = sealFernet(key, Buffer.from('x'), { iv: Buffer.alloc(16, 0xff) }).toString('base64');
    expect(plain).toContain('/');
    refuses(plain);
  });

  test('another version is refused, rightly signed or not', () => {
    const sealed = sealFernet(key, Buffer.from('grant'));
    const signed = sealed.subarray(0, -32);
    signed.writeUInt8(0x81, 0);
    const mac = createHmac('sha256', Buffer.alloc(16, 7)).update(signed).digest();
    expect(() => openFernet(key, Buffer.concat([signed, mac]))).toThrow(InvalidToken);
  });

  test('another key is refused', () => {
    expect(() => decryptFernet(fernetKey(Buffer.alloc(32, 8)), token)).toThrow(InvalidToken);
  });
});

test('B-3 a token of 1970 opens where no time to live is asked for', () => {
  const old = encryptFernet(key, Buffer.from('grant'), { timestampSeconds: 0 });
  expect(decryptFernet(key, old).toString()).toBe('grant');
  expect(() => decryptFernet(key, old, { ttlSeconds: 60 })).toThrow(InvalidToken);
});

test('what is encrypted is decrypted, and no two tokens are equal', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (plaintext) => {
      const tokens = [encryptFernet(key, plaintext), encryptFernet(key, plaintext)];
      expect(tokens[0]).not.toBe(tokens[1]);
      for (const token of tokens) expect([...decryptFernet(key, token)]).toEqual([...plaintext]);
    }),
  );
});

test('a key has 32 bytes', () => {
  expect(() => fernetKey(Buffer.alloc(16))).toThrow(RangeError);
  expect(() => fernetKeyFromText('short')).toThrow(RangeError);
});
