import { z } from 'zod';
import type { StoredAttempt } from '../../db/sql/attempts/readAttempt.ts';
import type { Cipher } from '../../security/cipher.ts';
import { StepError } from '../stepError.ts';

/** What the API made for an attempt; the same shape is written by `POST /api/dnb/oauth/initiate`. */
const secretsSchema = z.strictObject({
  state: z.string().min(1),
  codeVerifier: z.string().min(1),
  /** Personal data: it lies here, encrypted, and is wiped with the rest (bank G). */
  psuId: z.string().min(1).optional(),
});
export type AttemptSecrets = z.infer<typeof secretsSchema>;

/** State and verifier of an attempt. Throws `StepError` where they were wiped, as the attempt is over. */
export async function openAttempt(cipher: Cipher, attempt: StoredAttempt): Promise<AttemptSecrets> {
  const { ciphertext, connectionId, key } = attempt;
  if (ciphertext === null) throw new StepError('attempt_failed');
  const text = await cipher.decrypt({ connectionId, kind: 'attempt', ciphertext, ...key });
  return secretsSchema.parse(JSON.parse(text));
}
