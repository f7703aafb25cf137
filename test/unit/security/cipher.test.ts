import { createHmac, pbkdf2Sync, randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createCipher } from '../../../src/security/cipher.ts';
import { encryptFernet, fernetKey } from '../../../src/security/fernet.ts';
import { createKeyring, keyIdOf } from '../../../src/security/keyring.ts';
import { DecryptionFailed, InvalidToken } from '../../../src/security/securityErrors.ts';

const iterations = 10;
const keyring = createKeyring({ secretKey: 'test-secret-new', previous: ['test-secret-old'] });
const cipher = createCipher(keyring, { iterations });
const [connectionId, otherConnectionId] = [randomUUID(), randomUUID()];
const grant = { connectionId, kind: 'grant' } as const;

/** The key as the rule says: PBKDF2 over the stored salt and the bytes of the connection's UUID. */
function keyOf(id: string, salt: Buffer) {
  const whole = Buffer.concat([salt, Buffer.from(id.replaceAll('-', ''), 'hex')]);
  const key = fernetKey(pbkdf2Sync('test-secret-new', whole, iterations, 32, 'sha256'));
  return { key, reference: { keyId: keyring.currentKeyId, salt, iterations } };
}

describe('B-4 swap-proof', () => {
  test('opens for its connection and kind only', async () => {
    const sealed = await cipher.encrypt({ ...grant, plaintext: 'æøå' });
    expect(await cipher.decrypt({ ...grant, ...sealed })).toBe('æøå');
    await expect(cipher.decrypt({ ...grant, ...sealed, kind: 'state' })).rejects.toThrow(InvalidToken);
    await expect(cipher.decrypt({ ...grant, ...sealed, connectionId: otherConnectionId })).rejects.toThrow(
      InvalidToken,
    );
  });

  test('the same for bytes', async () => {
    const page = { connectionId, kind: 'page' } as const;
    const bytes = Buffer.from('{"transactions":[]}'.repeat(5000));
    const sealed = await cipher.encryptBytes({ ...page, bytes });
    expect(sealed.ciphertext.length).toBeLessThan(bytes.length / 50);
    expect((await cipher.decryptBytes({ ...page, ...sealed })).equals(bytes)).toBe(true);
    await expect(cipher.decryptBytes({ ...page, ...sealed, kind: 'grant' })).rejects.toThrow(InvalidToken);
    await expect(cipher.decryptBytes({ ...page, ...sealed, connectionId: otherConnectionId })).rejects.toThrow(
      InvalidToken,
    );
  });

  test('a ciphertext that names another connection is refused under the right key too', async () => {
    const salt = Buffer.alloc(16, 1);
    const { key, reference } = keyOf(connectionId, salt);
    const foreign = JSON.stringify({ v: 1, cid: otherConnectionId, kind: 'grant', text: 'x' });
    const ciphertext = encryptFernet(key, Buffer.from(foreign));
    await expect(cipher.decrypt({ ...grant, ...reference, ciphertext })).rejects.toThrow(InvalidToken);
    const own = encryptFernet(key, Buffer.from(foreign.replace(otherConnectionId, connectionId)));
    expect(await cipher.decrypt({ ...grant, ...reference, ciphertext: own })).toBe('x');
  });

  test('a text is no body, and a body no text', async () => {
    const text = await cipher.encrypt({ ...grant, plaintext: 'x' });
    const asBytes = { ...text, ciphertext: Buffer.from(text.ciphertext, 'base64url') };
    await expect(cipher.decryptBytes({ ...grant, ...asBytes })).rejects.toThrow(InvalidToken);
    const body = await cipher.encryptBytes({ ...grant, bytes: Buffer.from('x') });
    const asText = body.ciphertext.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
    await expect(cipher.decrypt({ ...grant, ...body, ciphertext: asText })).rejects.toThrow(InvalidToken);
  });
});

test('a salt is random for each encryption unless one is given', async () => {
  const [first, second] = [
    await cipher.encrypt({ ...grant, plaintext: 'a' }),
    await cipher.encrypt({ ...grant, plaintext: 'a' }),
  ];
  expect(first.salt).toHaveLength(16);
  expect(first.salt.equals(second.salt)).toBe(false);
  const third = await cipher.encrypt({ ...grant, plaintext: 'b', salt: first.salt });
  expect(third.salt.equals(first.salt)).toBe(true);
  expect(await cipher.decrypt({ ...grant, ...third })).toBe('b');
});

test('a wrong connection id is refused', async () => {
  await expect(cipher.encrypt({ connectionId: 'x', kind: 'grant', plaintext: '' })).rejects.toThrow(RangeError);
});

describe('B-10 keyring', () => {
  test('a key id is the first 8 bytes of HMAC-SHA256(secret, "kid")', () => {
    const expected = createHmac('sha256', 'test-secret-new').update('kid').digest('hex').slice(0, 16);
    expect(keyIdOf('test-secret-new')).toBe(expected);
    expect(keyring.currentKeyId).toBe(expected);
    expect(keyring.keyIds).toEqual([expected, keyIdOf('test-secret-old')]);
  });

  test('what a previous secret wrote stays readable; what is written takes the current one', async () => {
    const before = createCipher(createKeyring({ secretKey: 'test-secret-old' }), { iterations });
    const sealed = await before.encrypt({ ...grant, plaintext: 'x' });
    expect(await cipher.decrypt({ ...grant, ...sealed })).toBe('x');
    expect((await cipher.encrypt({ ...grant, plaintext: 'x' })).keyId).toBe(keyring.currentKeyId);
  });

  test('an unknown key id is named', async () => {
    const alone = createCipher(createKeyring({ secretKey: 'test-secret-new' }), { iterations });
    const sealed = await cipher.encrypt({ ...grant, plaintext: 'x' });
    const lost = { ...grant, ...sealed, keyId: keyIdOf('test-secret-lost') };
    const failure = alone.decrypt(lost);
    await expect(failure).rejects.toThrow(DecryptionFailed);
    await expect(failure).rejects.toMatchObject({ keyId: lost.keyId, code: 'decryption_failed' });
  });

  test('B-8 the round count of a row counts, not the present one', async () => {
    const sealed = await createCipher(keyring, { iterations: 5 }).encrypt({ ...grant, plaintext: 'x' });
    expect(sealed.iterations).toBe(5);
    expect(await cipher.decrypt({ ...grant, ...sealed })).toBe('x');
  });

  test('B-11 keys for other purposes differ from each other and from the secret', () => {
    const [a, b] = [keyring.keyFor('oauth-code').export(), keyring.keyFor('api-key').export()];
    expect(a.equals(b)).toBe(false);
    expect(a.equals(keyring.keyFor('oauth-code').export())).toBe(true);
  });
});
