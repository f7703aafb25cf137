import { z } from 'zod';
import type { GrantSecrets } from '../../bank/port.ts';
import type { Cipher, KeyReference } from '../../security/cipher.ts';
import { InvalidToken } from '../../security/securityErrors.ts';

const kind = 'grant';
const secretsSchema = z.strictObject({ accessToken: z.string().min(1), refreshToken: z.string().min(1).nullable() });

export interface SealedSecrets {
  readonly ciphertext: string;
  readonly key: KeyReference;
}

/** Secrets of a grant, encrypted for its connection (B-4); with a salt that is in use the key is derived already. */
export async function sealSecrets(
  cipher: Cipher,
  { connectionId, secrets, salt }: { connectionId: string; secrets: GrantSecrets; salt: Uint8Array },
): Promise<SealedSecrets> {
  const { ciphertext, ...key } = await cipher.encrypt({ connectionId, kind, salt, plaintext: JSON.stringify(secrets) });
  return { ciphertext, key };
}

/** The inverse. Throws `DecryptionFailed` (the key is not configured) and `InvalidToken` (another connection's row). */
export async function openSecrets(
  cipher: Cipher,
  { connectionId, ciphertext, key }: SealedSecrets & { readonly connectionId: string },
): Promise<GrantSecrets> {
  const text = await cipher.decrypt({ connectionId, kind, ciphertext, ...key });
  const parsed = secretsSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new InvalidToken();
  return parsed.data;
}
