import type { Payload, PayloadCodec } from '@temporalio/common';
import { z } from 'zod';
import type { Keyring } from '../security/keyring.ts';
import { openBytes, sealBytes } from '../security/sealedBytes.ts';
import { InvalidToken } from '../security/securityErrors.ts';

export type { PayloadCodec } from '@temporalio/common';

const encoding = 'binary/encrypted';
const label = 'temporal-payload';
const payloadSchema = z.object({ metadata: z.record(z.string(), z.base64()), data: z.base64().nullable() });

const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const fromBase64 = (text: string): Uint8Array => Buffer.from(text, 'base64');

/** What the codec has written, by its metadata. */
export const isSealed = ({ metadata }: Payload): boolean => {
  const name = metadata?.['encoding'];
  return name != null && toText(name) === encoding;
};

/**
 * Seals every payload that goes to Temporal (B-13): AES-256-GCM under a key of the current secret, whose id stands in the
 * metadata; those of previous secrets open too. What was written without it is read as it is, so that it may be switched
 * on and off while workflows run. `decode` throws `DecryptionFailed` for a secret that is not configured, and
 * `InvalidToken`.
 */
export function createPayloadCodec(keyring: Keyring): PayloadCodec {
  const seal = ({ metadata, data }: Payload): Payload => {
    const named = Object.entries(metadata ?? {}).map(([name, value]) => [name, toBase64(value)] as const);
    const plain = JSON.stringify({ metadata: Object.fromEntries(named), data: data == null ? null : toBase64(data) });
    return {
      metadata: {
        encoding: Buffer.from(encoding),
        'encryption-key-id': Buffer.from(keyring.currentKeyId),
      },
      data: sealBytes(keyring.keyFor(label), label, Buffer.from(plain, 'utf8')),
    };
  };
  const open = (payload: Payload): Payload => {
    if (!isSealed(payload)) return payload;
    const keyId = payload.metadata?.['encryption-key-id'];
    if (keyId == null || payload.data == null) throw new InvalidToken();
    const plain = openBytes(keyring.keyFor(label, toText(keyId)), label, Buffer.from(payload.data));
    const { metadata, data } = payloadSchema.parse(JSON.parse(plain.toString('utf8')));
    const named = Object.entries(metadata).map(([name, value]) => [name, fromBase64(value)] as const);
    return { metadata: Object.fromEntries(named), ...(data === null ? {} : { data: fromBase64(data) }) };
  };
  return {
    encode: async (payloads) => payloads.map(seal),
    decode: async (payloads) => payloads.map(open),
  };
}
