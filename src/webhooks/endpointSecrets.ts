import { z } from 'zod';
import type { StoredEndpointSecret } from '../db/sql/webhooks/endpointSecret.ts';
import type { Cipher, KeyReference } from '../security/cipher.ts';

const kind = 'webhook';
const secretsSchema = z.tuple([z.string()]).rest(z.string());

/** Newest first; two at most. */
export type EndpointSecrets = z.output<typeof secretsSchema>;

/** Encrypts an endpoint's secrets: they open for no other endpoint (B-4). */
export const sealSecrets = (
  cipher: Cipher,
  endpointId: string,
  secrets: EndpointSecrets,
): Promise<KeyReference & { readonly ciphertext: string }> =>
  cipher.encrypt({ connectionId: endpointId, kind, plaintext: JSON.stringify(secrets) });

/**
 * The secrets that sign now, newest first: the one before the last for as long as its receiver may still hold it. Throws
 * `DecryptionFailed` and `InvalidToken`.
 */
export async function openSecrets(
  cipher: Cipher,
  stored: StoredEndpointSecret,
  nowMs: number,
): Promise<EndpointSecrets> {
  const text = await cipher.decrypt({
    connectionId: stored.id,
    kind,
    ciphertext: stored.ciphertext,
    keyId: stored.keyId,
    salt: stored.kdfSalt,
    iterations: stored.kdfIterations,
  });
  const secrets = secretsSchema.parse(JSON.parse(text));
  const twoSign = stored.previousUntilMs !== null && nowMs < stored.previousUntilMs;
  return twoSign ? secrets : [secrets[0]];
}
