import type { ConnectionRef } from '../../contracts/connection.ts';
import type { KeyReference } from '../../security/cipher.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createCallLog } from '../callLog.ts';
import { openSecrets } from '../grants/grantSecrets.ts';
import type { SpillFolder } from '../grants/spillFolder.ts';

export interface SealedGrant {
  readonly id: string;
  readonly version: number;
  readonly ciphertext: string | null;
  readonly key: KeyReference;
}

/**
 * Revokes at the bank every secret of the grants, with what a refresh has left in the spill. False: the bank has no
 * way to revoke one of them. Throws `BankError` for what may mend itself.
 */
export async function revokeGrants(
  deps: ActivityDeps,
  spill: SpillFolder,
  { clientId, connectionId }: ConnectionRef,
  grants: readonly SealedGrant[],
): Promise<boolean> {
  const { bank, cipher } = deps;
  const sealed = await Promise.all(
    grants.map(async ({ id, version, ciphertext, key }) => {
      const spilled = await spill.read(id, version + 1);
      return [...(spilled === null ? [] : [spilled]), ...(ciphertext === null ? [] : [{ ciphertext, key }])];
    }),
  );
  const calls = createCallLog(deps, { clientId, subjectId: connectionId });
  let confirmed = true;
  try {
    for (const { ciphertext, key } of sealed.flat()) {
      const secrets = await openSecrets(cipher, { connectionId, ciphertext, key });
      // One after the other: with the newest revoked, the older ones are invalid already, which counts as revoked.
      confirmed = (await bank.revoke(secrets, calls.onCall)).confirmed && confirmed;
    }
    return confirmed;
  } finally {
    await calls.writeRest();
  }
}
