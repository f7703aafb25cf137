import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { Secret } from './secret.ts';
import { DecryptionFailed } from './securityErrors.ts';

export interface Keyring {
  /** Of `SECRET_KEY`: what is written from now on. */
  readonly currentKeyId: string;
  /** Every configured key id, the current one first. */
  readonly keyIds: readonly string[];
  /** Throws `DecryptionFailed`, which names the key id; no trial decryption (B-10). */
  secretOf(keyId: string): Secret<string>;
  /**
   * A key for another purpose than encryption, by HKDF with a label of its own (B-11), from `SECRET_KEY` unless `keyId`
   * names another secret. Throws `DecryptionFailed` for one that is not configured.
   */
  keyFor(label: string, keyId?: string): KeyObject;
}

/** First 8 bytes of HMAC-SHA256(secret, "kid"), in hex (B-10). */
export const keyIdOf = (secret: string): string =>
  createHmac('sha256', secret).update('kid').digest().subarray(0, 8).toString('hex');

/** `SECRET_KEY` and `SECRET_KEYS_PREVIOUS`, by key id. */
export function createKeyring({
  secretKey,
  previous = [],
}: {
  readonly secretKey: string;
  readonly previous?: readonly string[];
}): Keyring {
  const currentKeyId = keyIdOf(secretKey);
  const secrets = new Map([secretKey, ...previous].map((secret) => [keyIdOf(secret), new Secret(secret)] as const));
  const secretOf = (keyId: string): Secret<string> => {
    const secret = secrets.get(keyId);
    if (secret === undefined) throw new DecryptionFailed(keyId);
    return secret;
  };
  return {
    currentKeyId,
    keyIds: [...secrets.keys()],
    secretOf,
    keyFor: (label, keyId = currentKeyId) =>
      createSecretKey(Buffer.from(hkdfSync('sha256', secretOf(keyId).reveal(), '', `kontosync/${label}`, 32))),
  };
}
