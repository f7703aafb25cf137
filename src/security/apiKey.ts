import { createHash, randomBytes } from 'node:crypto';
import { constantTimeEqual } from './constantTime.ts';

/** What the database keeps of a key: never the key. */
export interface ApiKeyIdentity {
  /** Finds the row. */
  readonly id: string;
  /** Compared with `constantTimeEqual`. */
  readonly secretSha256: Buffer;
}

export interface GeneratedApiKey extends ApiKeyIdentity {
  /** Shown once: `kontosync_<env>_<id>_<secret>`. */
  readonly text: string;
}

const form = /^kontosync_([a-z0-9]+)_([0-9a-f]{16})_([A-Za-z0-9_-]{43})([A-Za-z0-9_-]{6})$/;

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** So that a mistyped key, and a key in a leaked file, are recognised without the database. */
const checksumOf = (text: string): string => sha256(text).toString('base64url').slice(0, 6);

/** A new key (C-1): 256 random bits and a checksum. `environment` is lower-case letters and digits, such as `live`. */
export function generateApiKey(environment: string): GeneratedApiKey {
  if (!/^[a-z0-9]+$/.test(environment)) throw new RangeError('environment must be lower-case letters and digits');
  const id = randomBytes(8).toString('hex');
  const unchecked = `kontosync_${environment}_${id}_${randomBytes(32).toString('base64url')}`;
  const text = unchecked + checksumOf(unchecked);
  return { text, id, secretSha256: sha256(text.slice(-49)) };
}

/**
 * Who a presented key claims to be. A key of our form is found by its id; any other text (a bootstrap key may have any
 * form, contract 2) is hashed whole and found by `any-` and the first bytes of that hash. `null`: our form with a wrong
 * checksum, or no text at all, which no key can be.
 */
export function identifyApiKey(text: string): ApiKeyIdentity | null {
  if (text === '') return null;
  const match = form.exec(text);
  if (match === null) {
    const whole = sha256(text);
    return { id: `any-${whole.subarray(0, 8).toString('hex')}`, secretSha256: whole };
  }
  const [, , id = '', secret = '', checksum = ''] = match;
  const isIntact = constantTimeEqual(checksumOf(text.slice(0, -checksum.length)), checksum);
  return isIntact ? { id, secretSha256: sha256(secret + checksum) } : null;
}
