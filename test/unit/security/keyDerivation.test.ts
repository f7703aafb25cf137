import { pbkdf2Sync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { decryptFernet, encryptFernet, fernetKey } from '../../../src/security/fernet.ts';
import { createKeyDerivation } from '../../../src/security/keyDerivation.ts';
import { Secret } from '../../../src/security/secret.ts';

const request = (salt: string, iterations = 1000) => ({
  keyId: 'k1',
  secret: new Secret('test-secret'),
  salt: Buffer.from(salt),
  iterations,
});

describe('B-6, B-7 derived keys', () => {
  test('B-2 are PBKDF2-HMAC-SHA256', async () => {
    const derived = await createKeyDerivation().derive(request('a'));
    const expected = fernetKey(pbkdf2Sync('test-secret', 'a', 1000, 32, 'sha256'));
    expect(decryptFernet(expected, encryptFernet(derived, Buffer.from('x'))).toString()).toBe('x');
  });

  test('equal requests share one derivation; another salt, round count or key id does not', async () => {
    const derivation = createKeyDerivation();
    const [one, two] = [derivation.derive(request('a')), derivation.derive(request('a'))];
    expect(one).toBe(two);
    expect(derivation.derive(request('b'))).not.toBe(one);
    expect(derivation.derive(request('a', 1001))).not.toBe(one);
    expect(derivation.derive({ ...request('a'), keyId: 'k2' })).not.toBe(one);
    expect(await derivation.derive(request('a'))).toBe(await one);
  });

  test('run one at a time, in the order asked', async () => {
    const derivation = createKeyDerivation();
    const finished: string[] = [];
    const run = async (salt: string, iterations: number): Promise<void> => {
      await derivation.derive(request(salt, iterations));
      finished.push(salt);
    };
    await Promise.all([run('slow', 200_000), run('quick', 1), run('quickest', 1)]);
    expect(finished).toEqual(['slow', 'quick', 'quickest']);
  });

  test('a failure is not kept and holds nobody up', async () => {
    const derivation = createKeyDerivation();
    const failed = derivation.derive(request('a', 0));
    const next = derivation.derive(request('b'));
    await expect(failed).rejects.toThrow();
    await expect(next).resolves.toBeDefined();
    expect(derivation.derive(request('a', 0)).catch(() => 'failed again')).not.toBe(failed);
  });

  test('the least recently used key is forgotten first', async () => {
    const derivation = createKeyDerivation({ maxKeys: 2 });
    const [a, b] = [derivation.derive(request('a')), derivation.derive(request('b'))];
    expect(derivation.derive(request('a'))).toBe(a);
    await derivation.derive(request('c'));
    expect(derivation.derive(request('a'))).toBe(a);
    expect(derivation.derive(request('b'))).not.toBe(b);
  });

  test('an idle key is forgotten', () => {
    let nowMs = 0;
    const derivation = createKeyDerivation({ idleMs: 1000, now: () => nowMs });
    const first = derivation.derive(request('a'));
    nowMs = 1000;
    expect(derivation.derive(request('a'))).toBe(first);
    nowMs = 2001;
    expect(derivation.derive(request('a'))).not.toBe(first);
  });

  test('clear forgets all', () => {
    const derivation = createKeyDerivation();
    const first = derivation.derive(request('a'));
    derivation.clear();
    expect(derivation.derive(request('a'))).not.toBe(first);
  });
});
