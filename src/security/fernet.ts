import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { InvalidToken } from './securityErrors.ts';

/** A Fernet key in its two halves. `KeyObject`s print nothing. */
export interface FernetKey {
  readonly signing: KeyObject;
  readonly encryption: KeyObject;
}

export interface FernetEncryptOptions {
  /** Seconds since the epoch. */
  readonly timestampSeconds?: number;
  /** 16 bytes; given by tests only, as it must be unique for each token. */
  readonly iv?: Uint8Array;
}
export interface FernetDecryptOptions {
  /** Without it no token is too old (B-3). */
  readonly ttlSeconds?: number;
  readonly nowSeconds?: number;
}

const version = 0x80;
const headerBytes = 1 + 8 + 16;
const macBytes = 32;
const blockBytes = 16;
/** As Python's `cryptography` has it. */
const clockSkewSeconds = 60;

const currentSeconds = (): number => Math.floor(Date.now() / 1000);

/** From 32 bytes: the first half signs, the second encrypts (Fernet spec, "Key Format"). Throws `RangeError`. */
export function fernetKey(bytes: Uint8Array): FernetKey {
  if (bytes.length !== 32) throw new RangeError('a Fernet key has 32 bytes');
  return {
    signing: createSecretKey(bytes.subarray(0, 16)),
    encryption: createSecretKey(bytes.subarray(16)),
  };
}

/** From the usual text form: base64url with padding. Throws `RangeError`. */
export function fernetKeyFromText(text: string): FernetKey {
  const bytes = decodeCanonical(text);
  if (bytes === null) throw new RangeError('a Fernet key is base64url with padding');
  return fernetKey(bytes);
}

/** A token as text (github.com/fernet/spec): AES-128-CBC, PKCS #7, HMAC-SHA256 over all before it. */
export const encryptFernet = (key: FernetKey, plaintext: Uint8Array, options: FernetEncryptOptions = {}): string =>
  encodeCanonical(sealFernet(key, plaintext, options));

/** The plaintext of a token. Throws `InvalidToken`. */
export function decryptFernet(key: FernetKey, token: string, options: FernetDecryptOptions = {}): Buffer {
  const sealed = decodeCanonical(token);
  if (sealed === null) throw new InvalidToken();
  return openFernet(key, sealed, options);
}

/** The token's bytes, without base64: for columns that hold bytes. */
export function sealFernet(
  key: FernetKey,
  plaintext: Uint8Array,
  { timestampSeconds = currentSeconds(), iv = randomBytes(16) }: FernetEncryptOptions = {},
): Buffer {
  const cipher = createCipheriv('aes-128-cbc', key.encryption, iv);
  const header = Buffer.alloc(headerBytes);
  header.writeUInt8(version, 0);
  header.writeBigUInt64BE(BigInt(timestampSeconds), 1);
  header.set(iv, 9);
  const signed = Buffer.concat([header, cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([signed, macOf(key, signed)]);
}

/** The inverse of `sealFernet`. Throws `InvalidToken`. */
export function openFernet(
  key: FernetKey,
  sealed: Uint8Array,
  { ttlSeconds, nowSeconds = currentSeconds() }: FernetDecryptOptions = {},
): Buffer {
  const token = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const ciphertextBytes = token.length - headerBytes - macBytes;
  if (ciphertextBytes < blockBytes || ciphertextBytes % blockBytes !== 0) throw new InvalidToken();
  if (token.readUInt8(0) !== version) throw new InvalidToken();
  if (ttlSeconds !== undefined) {
    const timestampSeconds = Number(token.readBigUInt64BE(1));
    if (timestampSeconds + ttlSeconds < nowSeconds || timestampSeconds > nowSeconds + clockSkewSeconds)
      throw new InvalidToken();
  }
  const signed = token.subarray(0, -macBytes);
  // Before anything is decrypted: a padding error must not be told apart from a wrong signature.
  if (!timingSafeEqual(macOf(key, signed), token.subarray(-macBytes))) throw new InvalidToken();
  const decipher = createDecipheriv('aes-128-cbc', key.encryption, token.subarray(9, headerBytes));
  try {
    return Buffer.concat([decipher.update(signed.subarray(headerBytes)), decipher.final()]);
  } catch {
    throw new InvalidToken();
  }
}

const macOf = (key: FernetKey, signed: Uint8Array): Buffer => createHmac('sha256', key.signing).update(signed).digest();

function encodeCanonical(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

/** Node's decoder skips what it does not know; only text that encodes back to itself is taken. */
function decodeCanonical(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  return encodeCanonical(bytes) === text ? bytes : null;
}
