import type { Cipher } from '../../security/cipher.ts';
import { InvalidToken } from '../../security/securityErrors.ts';
import { openSecrets, sealSecrets } from './grantSecrets.ts';
import type { SpilledGrant, SpillFolder } from './spillFolder.ts';

/**
 * What a refresh has left in the spill, if it opens: a disk that lost a part of it must not cost the row its secrets as
 * well. Throws `DecryptionFailed` where the key is not configured: then nothing is wrong with the file.
 */
export async function readSpilled(
  spill: SpillFolder,
  cipher: Cipher,
  {
    connectionId,
    grantId,
    version,
  }: { readonly connectionId: string; readonly grantId: string; readonly version: number },
): Promise<SpilledGrant | null> {
  const spilled = await spill.read(grantId, version);
  if (spilled === null) return null;
  try {
    const secrets = await openSecrets(cipher, { connectionId, ...spilled });
    if (spilled.key.keyId === cipher.current.keyId) return spilled;
    // Its row may be on the new key already, and the old one about to be forgotten (B-11).
    return { ...spilled, ...(await sealSecrets(cipher, { connectionId, secrets, salt: spilled.key.salt })) };
  } catch (error) {
    if (!(error instanceof InvalidToken)) throw error;
    await spill.setAside(grantId, version, error);
    return null;
  }
}
