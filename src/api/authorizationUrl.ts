import { z } from 'zod';
import type { StoredAttempt } from '../db/sql/attempts/readAttempt.ts';
import type { Cipher } from '../security/cipher.ts';

/** As the lifecycle's `prepareAuthorization` writes it. */
const preparedShape = z.strictObject({
  url: z.url(),
  /** Whom the callback must come from; null: the bank's redirect does not say. */
  issuer: z.strictObject({ issuer: z.string(), required: z.boolean() }).nullable(),
});
export type PreparedUrl = z.infer<typeof preparedShape>;

/** The bank's page of an attempt and its issuer; null: none was prepared, or it was wiped when the attempt ended. */
export async function openAuthorizationUrl(cipher: Cipher, attempt: StoredAttempt): Promise<PreparedUrl | null> {
  const { connectionId, urlCiphertext, key } = attempt;
  if (urlCiphertext === null) return null;
  const text = await cipher.decrypt({ connectionId, kind: 'url', ciphertext: urlCiphertext, ...key });
  return preparedShape.parse(JSON.parse(text));
}
