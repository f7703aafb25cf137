import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import { decryptFernet, encryptFernet, type FernetKey, openFernet, sealFernet } from './fernet.ts';
import { createKeyDerivation, defaultIterations, type KeyDerivation } from './keyDerivation.ts';
import type { Keyring } from './keyring.ts';
import { InvalidToken } from './securityErrors.ts';

const gzipAsync = promisify(gzip);
const gunzipAsync = promisify(gunzip);

/** Stored beside each ciphertext: what finds its key again. */
export interface KeyReference {
  readonly keyId: string;
  /** The random 16 bytes of the row; the connection's id is added to them (B-4). */
  readonly salt: Buffer;
  readonly iterations: number;
}

/** What a ciphertext belongs to. It does not open for another connection or another kind (B-4). */
export interface CipherScope {
  readonly connectionId: string;
  /** What is inside, such as `grant`, `state` or `page`. */
  readonly kind: string;
}

interface EncryptOptions {
  /** A salt in use for the connection: its secrets then share one derived key. Absent: a new one. */
  readonly salt?: Uint8Array;
  /** The key of the row's other ciphertexts, whichever secret made it: a row names one key (B-10). */
  readonly key?: KeyReference;
}

export interface Cipher {
  /** What is written from now on: the id of `SECRET_KEY`'s key, and how it is stretched. */
  readonly current: Pick<KeyReference, 'keyId' | 'iterations'>;
  /** Forgets every derived key, after a rotation (B-7). */
  forgetKeys(): void;
  encrypt(
    request: CipherScope & EncryptOptions & { readonly plaintext: string },
  ): Promise<KeyReference & { readonly ciphertext: string }>;
  /** Throws `DecryptionFailed` for an unknown key id and `InvalidToken` for all else. */
  decrypt(request: CipherScope & KeyReferenceInput & { readonly ciphertext: string }): Promise<string>;
  /** For bodies of some size: compressed, and stored as bytes. */
  encryptBytes(
    request: CipherScope & EncryptOptions & { readonly bytes: Uint8Array },
  ): Promise<KeyReference & { readonly ciphertext: Buffer }>;
  decryptBytes(request: CipherScope & KeyReferenceInput & { readonly ciphertext: Uint8Array }): Promise<Buffer>;
}

interface KeyReferenceInput {
  readonly keyId: string;
  readonly salt: Uint8Array;
  readonly iterations: number;
}

/** A bank's page is 10 MB at most (D-14); anything that unpacks to more was not packed here. */
const maxUnpackedBytes = 32 * 1024 * 1024;
const saltBytes = 16;

const headerSchema = z.object({ v: z.literal(1), cid: z.string(), kind: z.string() });
const textSchema = headerSchema.extend({ text: z.string() });

/** Encrypts the secrets of connections: Fernet with a PBKDF2 key for each connection's salt (B-1 to B-8). */
export function createCipher(
  keyring: Keyring,
  {
    derivation = createKeyDerivation(),
    iterations = defaultIterations,
  }: { readonly derivation?: KeyDerivation; readonly iterations?: number } = {},
): Cipher {
  const keyOf = (connectionId: string, { keyId, salt, iterations: rounds }: KeyReferenceInput): Promise<FernetKey> =>
    derivation.derive({
      keyId,
      secret: keyring.secretOf(keyId),
      salt: Buffer.concat([salt, uuidBytes(connectionId)]),
      iterations: rounds,
    });
  const current = { keyId: keyring.currentKeyId, iterations };
  const referenceFor = ({ salt, key }: EncryptOptions): KeyReference =>
    key ?? { ...current, salt: salt === undefined ? randomBytes(saltBytes) : Buffer.from(salt) };

  return {
    current,
    forgetKeys: () => derivation.clear(),
    async encrypt({ connectionId, kind, plaintext, ...options }) {
      const reference = referenceFor(options);
      const key = await keyOf(connectionId, reference);
      const wrapped = JSON.stringify({ v: 1, cid: connectionId, kind, text: plaintext });
      return { ...reference, ciphertext: encryptFernet(key, Buffer.from(wrapped, 'utf8')) };
    },
    async decrypt({ connectionId, kind, ciphertext, ...reference }) {
      const key = await keyOf(connectionId, reference);
      const wrapped = textSchema.safeParse(parseJson(decryptFernet(key, ciphertext)));
      if (!wrapped.success || !belongs(wrapped.data, connectionId, kind)) throw new InvalidToken();
      return wrapped.data.text;
    },
    async encryptBytes({ connectionId, kind, bytes, ...options }) {
      const reference = referenceFor(options);
      const key = await keyOf(connectionId, reference);
      const header = Buffer.from(JSON.stringify({ v: 1, cid: connectionId, kind }), 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(header.length);
      return { ...reference, ciphertext: sealFernet(key, Buffer.concat([length, header, await gzipAsync(bytes)])) };
    },
    async decryptBytes({ connectionId, kind, ciphertext, ...reference }) {
      const key = await keyOf(connectionId, reference);
      const plaintext = openFernet(key, ciphertext);
      const bodyAt = plaintext.length < 4 ? plaintext.length : 4 + plaintext.readUInt32BE(0);
      const header = headerSchema.safeParse(parseJson(plaintext.subarray(4, bodyAt)));
      if (!header.success || !belongs(header.data, connectionId, kind)) throw new InvalidToken();
      return gunzipAsync(plaintext.subarray(bodyAt), { maxOutputLength: maxUnpackedBytes });
    },
  };
}

const belongs = (header: z.infer<typeof headerSchema>, connectionId: string, kind: string): boolean =>
  header.cid === connectionId && header.kind === kind;

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new InvalidToken();
  }
}

function uuidBytes(uuid: string): Buffer {
  const bytes = Buffer.from(uuid.replaceAll('-', ''), 'hex');
  if (bytes.length !== 16) throw new RangeError('connectionId must be a UUID');
  return bytes;
}
