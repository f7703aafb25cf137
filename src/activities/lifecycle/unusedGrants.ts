import type { ConnectionRef, RevokeResult } from '../../contracts/connection.ts';
import { readUnusedGrants, type UnusedGrant } from '../../db/sql/grants/readUnusedGrants.ts';
import { wipeGrants } from '../../db/sql/grants/wipeGrants.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createSpillFolder } from '../grants/spillFolder.ts';
import { auditRevoke } from './auditRevoke.ts';
import { revokeGrants } from './revokeGrants.ts';

const role = 'kontosync_worker' as const;
/** Longer than a refresh in flight may hold its row. */
const lockTimeoutMs = 12_000;

/** What a connection that lives on leaves behind: the consent that a renewal replaced, a grant nobody connected (A-9, D-18). */
export function createUnusedGrantSteps(deps: ActivityDeps) {
  const { orm, settings } = deps;
  const spill = createSpillFolder(settings.spillDir, deps.logger);

  const listed = (ref: ConnectionRef): Promise<readonly UnusedGrant[]> =>
    withClient(orm.em, { clientId: ref.clientId, role, lockTimeoutMs }, (em) =>
      readUnusedGrants(em, { ...ref, lock: true }),
    );
  const wipe = async (ref: ConnectionRef, grants: readonly UnusedGrant[], confirmed: boolean): Promise<void> => {
    if (grants.length === 0) return;
    const wiped = await withClient(orm.em, { clientId: ref.clientId, role, lockTimeoutMs }, async (em) => {
      const ids = await wipeGrants(em, { ...ref, grantIds: grants.map(({ id }) => id) });
      await auditRevoke(em, ref, { confirmed, grants: ids.length });
      return ids;
    });
    await Promise.all(wiped.map((id) => spill.forgetAll(id)));
  };

  return {
    /** Revokes them at the bank, which may have ended them already, and wipes them. Throws `BankError` to be tried again. */
    async dropUnusedGrants(ref: ConnectionRef): Promise<RevokeResult> {
      const grants = await listed(ref);
      const confirmed = await revokeGrants(deps, spill, ref, grants);
      await wipe(ref, grants, confirmed);
      return { confirmed };
    },
    /** The day is over in which the bank could have confirmed. */
    async wipeUnusedGrants(ref: ConnectionRef): Promise<void> {
      await wipe(ref, await listed(ref), false);
    },
  };
}
