import { createSecretKey } from 'node:crypto';
import { format, inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { generateApiKey, identifyApiKey } from '../../../src/security/apiKey.ts';
import { constantTimeEqual } from '../../../src/security/constantTime.ts';
import { codeChallenge, hashState, hmacOfCode, newCodeVerifier, newState } from '../../../src/security/oauthSecrets.ts';
import { Secret } from '../../../src/security/secret.ts';
import { weakSecretRule } from '../../../src/security/weakSecret.ts';

describe('A-22 a secret prints nothing', () => {
  const holder = { token: new Secret('canary') };
  test.each([
    ['JSON', JSON.stringify(holder)],
    ['text', `${String(holder.token)} ${format('%s %o %j', holder.token, holder, holder)}`],
    ['inspect', inspect(holder, { showHidden: true, depth: 9 })],
    ['keys', Object.getOwnPropertyNames(holder.token).join()],
  ])('as %s', (_name, printed) => {
    expect(printed).not.toContain('canary');
  });
  test('opens for who asks', () => {
    expect(holder.token.reveal()).toBe('canary');
  });
});

test.each([
  ['a', 'a', true],
  ['a', 'b', false],
  ['a', 'ab', false],
  ['', '', true],
  ['é', 'e\u0301', false],
])('B-16 %j and %j: %s', (a, b, expected) => {
  expect(constantTimeEqual(a, b)).toBe(expected);
  expect(constantTimeEqual(Buffer.from(a), b)).toBe(expected);
});

describe('C-1 API keys', () => {
  test('have the form, and are found by their id and hash', () => {
    const key = generateApiKey('live');
    expect(key.text).toMatch(/^kontosync_live_[0-9a-f]{16}_[A-Za-z0-9_-]{49}$/);
    expect(identifyApiKey(key.text)).toEqual({ id: key.id, secretSha256: key.secretSha256 });
    expect(generateApiKey('live').id).not.toBe(key.id);
  });

  test('a mistyped key is none', () => {
    const { text } = generateApiKey('sandbox');
    for (const at of [20, 30, 50, text.length - 1]) {
      const other = text.charAt(at) === 'a' ? 'b' : 'a';
      expect(identifyApiKey(text.slice(0, at) + other + text.slice(at + 1))).toBeNull();
    }
  });

  test('a bootstrap key of any form is hashed whole', () => {
    const [one, again, other] = ['any text æ', 'any text æ', 'kontosync_live_short'].map(identifyApiKey);
    expect(one).toEqual(again);
    expect(one?.id).toMatch(/^any-[0-9a-f]{16}$/);
    expect(other?.id).not.toBe(one?.id);
    expect(identifyApiKey('')).toBeNull();
  });

  test('an environment has no underscore', () => {
    expect(() => generateApiKey('my_env')).toThrow(RangeError);
  });
});

describe('A-1, A-2 OAuth secrets', () => {
  test('RFC 7636, appendix B', () => {
    const octets = [
      116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191, 240,
      91, 88, 5, 88, 83, 132, 141, 121,
    ];
    const challenge = [
      19, 211, 30, 150, 26, 26, 216, 236, 47, 22, 177, 12, 76, 152, 46, 8, 118, 168, 120, 173, 109, 241, 68, 86, 110,
      225, 137, 74, 203, 112, 249, 195,
    ];
    const verifier = Buffer.from(octets).toString('base64url');
    expect(codeChallenge(verifier)).toBe(Buffer.from(challenge).toString('base64url'));
  });

  test('state and verifier are 256 bits each, and never the same', () => {
    for (const secret of [newState(), newCodeVerifier()]) expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(new Set(Array.from({ length: 1000 }, newState)).size).toBe(1000);
    expect(hashState('a')).toHaveLength(32);
    expect(hashState('a').equals(hashState('b'))).toBe(false);
  });

  test('A-8 the proof of a code depends on the code and the key', () => {
    const [one, two] = [createSecretKey(Buffer.alloc(32, 1)), createSecretKey(Buffer.alloc(32, 2))];
    expect(hmacOfCode(one, 'a').equals(hmacOfCode(one, 'a'))).toBe(true);
    expect(hmacOfCode(one, 'a').equals(hmacOfCode(one, 'b'))).toBe(false);
    expect(hmacOfCode(one, 'a').equals(hmacOfCode(two, 'a'))).toBe(false);
  });
});

describe('B-9 weak secrets', () => {
  const strong = Buffer.from(Array.from({ length: 36 }, (_, index) => (index * 37 + 11) % 256)).toString('base64');
  test.each([
    ['your-secret-key-here-change-in-production', [], 'must not be a placeholder'],
    ['changeme', [], 'must not be a placeholder'],
    ['CHANGE_ME_change_me_0123456789_abcdefghij', [], 'must not be a placeholder'],
    ['short', [], 'must have at least 32 bytes'],
    ['', [], 'must have at least 32 bytes'],
    ['abcdefghijklmno'.repeat(4), [], 'must have at least 16 different characters'],
    [`abcdefghijklmnop${'a'.repeat(30)}`, [], 'must have at least 128 bits of entropy'],
    [strong, ['other', strong], 'must not be used for anything else'],
    [`kontosync_live_0123456789abcdef_${strong}`, [], 'must not be used for anything else'],
    [strong, ['other'], null],
    ['blåbær på fjellet i september, 17 liter', [], null],
  ])('%j', (secret, others, rule) => {
    expect(weakSecretRule(secret, others)).toBe(rule);
  });
});
