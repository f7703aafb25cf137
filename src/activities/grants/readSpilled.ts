import type { Cipher } from '../../security/cipher.ts';
import { InvalidToken } from '../../security/securityErrors.ts';
import { openSecrets } from './grantSecrets.ts';
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
    await openSecrets(cipher, { connectionId, ...spilled });
    return spilled;
  } catch (error) {
    if (!(error instanceof InvalidToken)) throw error;
    await spill.setAside(grantId, version, error);
    return null;
  }
}
