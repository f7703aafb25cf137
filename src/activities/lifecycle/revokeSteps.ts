import type { ConnectionRef, ConnectionStanding, FinishRevokeInput, RevokeResult } from '../../contracts/connection.ts';
import { closeAttempts } from '../../db/sql/attempts/closeAttempts.ts';
import { markRevokeConfirmed } from '../../db/sql/connections/markRevokeConfirmed.ts';
import { setConnectionStatus } from '../../db/sql/connections/setConnectionStatus.ts';
import { readStoredGrants } from '../../db/sql/grants/readGrants.ts';
import { wipeGrants } from '../../db/sql/grants/wipeGrants.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createSpillFolder } from '../grants/spillFolder.ts';
import { closeParkedRun } from '../sync/closeParkedRun.ts';
import { auditRevoke } from './auditRevoke.ts';
import { readStanding, standingClock } from './loadConnection.ts';
import { closeRenewalTask } from './renewalTask.ts';
import { revokeGrants } from './revokeGrants.ts';

const role = 'kontosync_worker' as const;
/** Longer than a refresh in flight may hold its row. */
const lockTimeoutMs = 12_000;

/** A-21, in its order. */
export function createRevokeSteps(deps: ActivityDeps) {
  const { orm, clock, settings } = deps;
  const spill = createSpillFolder(settings.spillDir, deps.logger);

  return {
    /**
     * (1) One transaction: `revoking`, no longer due, syncs refused, and with the state the credentials unusable
     * (`requireUsable`). It waits for no refresh in flight: that one's row is read after it, by `revokeAtBank`.
     */
    beginRevoke: (ref: ConnectionRef): Promise<ConnectionStanding> =>
      withClient(orm.em, { clientId: ref.clientId, role }, async (em) => {
        await setConnectionStatus(em, { ...ref, to: 'revoking', reason: null, actor: 'workflow' });
        await closeParkedRun(em, { ...ref, code: 'revoked', at: new Date(clock.now()) });
        await closeAttempts(em, { ...ref, attemptId: null, code: 'revoked' });
        await closeRenewalTask(em, ref);
        return readStanding(em, ref, standingClock(deps));
      }),

    /**
     * (3) Every secret that is stored, with what a refresh has left in the spill. Throws `BankError` for what may
     * mend itself. Not confirmed: the bank has no way to revoke.
     */
    async revokeAtBank(ref: ConnectionRef): Promise<RevokeResult> {
      const grants = await withClient(orm.em, { clientId: ref.clientId, role, lockTimeoutMs }, (em) =>
        readStoredGrants(em, { ...ref, lock: true }),
      );
      return { confirmed: await revokeGrants(deps, spill, ref, grants) };
    },

    /** (4) The secrets are wiped, on confirmation or when the day is over. */
    async finishRevoke({ confirmed, ...ref }: FinishRevokeInput): Promise<ConnectionStanding> {
      const { wiped, standing } = await withClient(
        orm.em,
        { clientId: ref.clientId, role, lockTimeoutMs },
        async (em) => {
          const ids = await wipeGrants(em, ref);
          if (confirmed) await markRevokeConfirmed(em, ref);
          await setConnectionStatus(em, {
            ...ref,
            to: 'revoked',
            reason: confirmed ? null : 'unconfirmed',
            actor: 'workflow',
          });
          await auditRevoke(em, ref, { confirmed, grants: ids.length });
          return { wiped: ids, standing: await readStanding(em, ref, standingClock(deps)) };
        },
      );
      await Promise.all(wiped.map((id) => spill.forgetAll(id)));
      return standing;
    },
  };
}
