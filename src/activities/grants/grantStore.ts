import { randomUUID } from 'node:crypto';
import type { GrantSecrets } from '../../bank/port.ts';
import type { ConnectionRef } from '../../contracts/connection.ts';
import { markRefreshing } from '../../db/sql/grants/markRefreshing.ts';
import { readCurrentGrant } from '../../db/sql/grants/readGrants.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createCallLog } from '../callLog.ts';
import { StepError } from '../stepError.ts';
import { decideRefresh, type RefreshNeed } from './decideRefresh.ts';
import { openSecrets } from './grantSecrets.ts';
import { type RefreshOutcome, refreshUnderLock } from './refreshUnderLock.ts';
import { requireUsable, type UsableGrant } from './requireUsable.ts';
import { createSpillFolder } from './spillFolder.ts';

/** A connection's grant with its secrets in clear: for the bank's port only, in the narrowest scope (B-17). */
export interface OpenedGrant {
  readonly grantId: string;
  readonly version: number;
  readonly secrets: GrantSecrets;
  readonly accessExpiresAt: Date | null;
}

/**
 * The secrets of connected accounts. Throws `StepError` where the connection may not use them, `DecryptionFailed` and
 * `InvalidToken` where they cannot be read, `BankError` for what the token endpoint did.
 */
export interface GrantStore {
  /** The current grant, opened as it is. */
  open(ref: ConnectionRef): Promise<OpenedGrant>;
  /** refreshed inside the row lock when less than `leastLifeMs` is left. */
  ensureFresh(ref: ConnectionRef, options: { readonly leastLifeMs: number }): Promise<OpenedGrant>;
  /** one forced refresh, unless somebody has replaced `refusedVersion` already. */
  replaceRefused(ref: ConnectionRef, refusedVersion: number): Promise<OpenedGrant>;
}

const role = 'kontosync_worker' as const;
/** Longer than the bank's deadline of 8 seconds: who waits gets the result of the one who works. */
const lockTimeoutMs = 12_000;

/** Everything that opens a grant or renews it (A.2). */
export function createGrantStore(deps: ActivityDeps): GrantStore {
  const { orm, bank, cipher, clock, logger, settings } = deps;
  const spill = createSpillFolder(settings.spillDir);

  const load = async (ref: ConnectionRef): Promise<{ grant: UsableGrant; secrets: GrantSecrets }> => {
    const stored = await withClient(orm.em, { clientId: ref.clientId, role }, (em) => readCurrentGrant(em, ref));
    const grant = requireUsable(stored, bank.descriptor.timeZone, clock.now());
    return { grant, secrets: await openSecrets(cipher, grant) };
  };
  const opened = ({ grant, secrets }: Awaited<ReturnType<typeof load>>): OpenedGrant => ({
    grantId: grant.id,
    version: grant.version,
    secrets,
    accessExpiresAt: grant.accessExpiresMs === null ? null : new Date(grant.accessExpiresMs),
  });

  const settle = async ({ clientId, connectionId }: ConnectionRef, outcome: RefreshOutcome): Promise<void> => {
    const calls = createCallLog(deps, { clientId, subjectId: connectionId });
    switch (outcome.kind) {
      case 'kept':
        return;
      case 'refreshed':
      case 'recovered':
        await spill.forget(outcome.grantId, outcome.version);
        return;
      case 'homeless':
        await bank.revoke(outcome.secrets, calls.onCall).catch((error: unknown) => {
          logger.warn({ err: error, grant_id: outcome.grantId }, 'a token without a row could not be revoked');
        });
        await calls.writeRest();
        await spill.forget(outcome.grantId, outcome.version);
        throw new StepError('revoked');
      case 'failed':
        throw outcome.error;
    }
  };

  /** Step 0, reading and opening, derives the key before anything is spent. */
  const provide = async (ref: ConnectionRef, need: RefreshNeed): Promise<OpenedGrant> => {
    for (;;) {
      const seen = await load(ref);
      const decision = decideRefresh({
        need,
        seenVersion: seen.grant.version,
        version: seen.grant.version,
        accessExpiresMs: seen.grant.accessExpiresMs,
        hasRefreshToken: seen.secrets.refreshToken !== null,
        nowMs: clock.now(),
      });
      if (decision.kind === 'keep') return opened(seen);
      const { clientId } = ref;
      const mark = `refreshing:${randomUUID()}`;
      const { id: grantId, version } = seen.grant;
      await withClient(orm.em, { clientId, role }, (em) => markRefreshing(em, { clientId, grantId, version, mark }));
      const outcome = await withClient(orm.em, { clientId, role, lockTimeoutMs }, (em) =>
        refreshUnderLock(em, deps, spill, { ref, need, seen: seen.grant, mark }),
      );
      await settle(ref, outcome);
      // What the bank has just made is as fresh as it gives it; one from the spill may have grown old: looked at again.
      if (outcome.kind !== 'recovered') return opened(await load(ref));
    }
  };

  return {
    open: async (ref) => opened(await load(ref)),
    ensureFresh: (ref, { leastLifeMs }) => provide(ref, { kind: 'ahead', leastLifeMs }),
    replaceRefused: (ref, refusedVersion) => provide(ref, { kind: 'refused', refusedVersion }),
  };
}
