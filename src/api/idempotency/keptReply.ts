import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import { openBytes, sealBytes } from '../../security/sealedBytes.ts';
import type { StoredReply } from '../reply.ts';

const gzipAsync = promisify(gzip);
const gunzipAsync = promisify(gunzip);

/** No reply of a POST is near it; what unpacks to more was not packed here. */
const maxReplyBytes = 32 * 1024 * 1024;

const shape = z.strictObject({
  type: z.string(),
  headers: z.record(z.string(), z.string()),
  text: z.string(),
});

/** As it is stored: replies hold states, keys and names, so the database gets no plain text (A-2, C-1). */
export async function sealReply(
  key: KeyObject,
  context: string,
  { type, headers, text }: StoredReply,
): Promise<Buffer> {
  const packed = await gzipAsync(JSON.stringify({ type, headers, text } satisfies z.input<typeof shape>));
  return sealBytes(key, context, packed);
}

/** Throws `InvalidToken` where it was sealed for another row or altered. */
export async function openReply(
  key: KeyObject,
  context: string,
  { status, sealed }: { readonly status: number; readonly sealed: Buffer },
): Promise<StoredReply> {
  const text = await gunzipAsync(openBytes(key, context, sealed), { maxOutputLength: maxReplyBytes });
  return { kind: 'stored', status, ...shape.parse(JSON.parse(text.toString('utf8'))) };
}
