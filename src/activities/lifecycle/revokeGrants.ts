import { BankError } from '../../bank/bankError.ts';
import type { ConnectionRef } from '../../contracts/connection.ts';
import type { KeyReference } from '../../security/cipher.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createCallLog } from '../callLog.ts';
import { openSecrets } from '../grants/grantSecrets.ts';
import { readSpilled } from '../grants/readSpilled.ts';
import type { SpillFolder } from '../grants/spillFolder.ts';

export interface SealedGrant {
  readonly id: string;
  readonly version: number;
  readonly ciphertext: string | null;
  readonly key: KeyReference;
}

/**
 * Revokes at the bank every secret of the grants, with what a refresh has left in the spill. False: the bank has no
 * way to revoke one of them. Throws, when all were tried, `BankError` for what may mend itself, else the first failure.
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
      // Without its key the file stays, and revoking what the row has fails for the same reason.
      const spilled = await readSpilled(spill, cipher, { connectionId, grantId: id, version: version + 1 });
      return [...(spilled === null ? [] : [spilled]), ...(ciphertext === null ? [] : [{ ciphertext, key }])];
    }),
  );
  const calls = createCallLog(deps, { clientId, subjectId: connectionId });
  let confirmed = true;
  const failures: unknown[] = [];
  try {
    // One after the other: with the newest revoked, the older ones are invalid already, which counts as revoked.
    for (const { ciphertext, key } of sealed.flat())
      try {
        const secrets = await openSecrets(cipher, { connectionId, ciphertext, key });
        confirmed = (await bank.revoke(secrets, calls.onCall)).confirmed && confirmed;
      } catch (error) {
        failures.push(error);
      }
    if (failures.length > 0) throw failures.find((error) => error instanceof BankError) ?? failures[0];
    return confirmed;
  } finally {
    await calls.writeRest();
  }
}
