import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import { InvalidToken } from './securityErrors.ts';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM for what is kept for hours under a key of the keyring (`keyFor`): nonce, ciphertext, tag. `context` says
 * which row it belongs to; it opens for no other (B-4). Random nonces carry 2^32 messages a key.
 */
export function sealBytes(key: KeyObject, context: string, plaintext: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(context, 'utf8'));
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Throws `InvalidToken` for what was altered, cut, or sealed with another key or for another row. */
export function openBytes(key: KeyObject, context: string, sealed: Buffer): Buffer {
  if (sealed.length < nonceBytes + tagBytes) throw new InvalidToken();
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]);
  } catch {
    throw new InvalidToken();
  }
}
