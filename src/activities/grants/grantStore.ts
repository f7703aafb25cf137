import { setTimeout as pause } from 'node:timers/promises';
import type { BankError } from '../../bank/bankError.ts';
import type { GrantSecrets } from '../../bank/port.ts';
import type { ConnectionRef } from '../../contracts/connection.ts';
import { readCurrentGrant } from '../../db/sql/grants/readGrants.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createBankIncidents } from './bankIncidents.ts';
import { decideRefresh, type RefreshNeed } from './decideRefresh.ts';
import { openSecrets } from './grantSecrets.ts';
import { createIntentWriter } from './refreshIntent.ts';
import { refreshUnderLock } from './refreshUnderLock.ts';
import { requireUsable, type UsableGrant } from './requireUsable.ts';
import { createRefreshSettler } from './settleRefresh.ts';
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

export interface GrantKeeper extends GrantStore {
  /** refreshed unless the refresh token was used within the last `idleMs`. */
  keepAlive(ref: ConnectionRef, options: { readonly idleMs: number }): Promise<OpenedGrant>;
}

const role = 'kontosync_worker' as const;
/** Longer than the bank's deadline of 8 seconds: who waits gets the result of the one who works. */
const lockTimeoutMs = 12_000;

/** Everything that opens a grant or renews it (A.2). */
export function createGrantStore(deps: ActivityDeps): GrantKeeper {
  const { orm, bank, cipher, clock, settings } = deps;
  const spill = createSpillFolder(settings.spillDir, deps.logger);
  const incidents = createBankIncidents(deps);
  const settle = createRefreshSettler(deps, spill, incidents);

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

  /** Reading and opening the grant first derives its key (A.2, step 0): nothing is spent by whoever cannot store it. */
  const provide = async (ref: ConnectionRef, need: RefreshNeed): Promise<OpenedGrant> => {
    let seen = await load(ref);
    let unheard: BankError | null = null;
    const intend = createIntentWriter(deps, incidents);
    for (let now = seen; ; now = await load(ref)) {
      const decision = decideRefresh({
        need,
        seenVersion: seen.grant.version,
        version: now.grant.version,
        answeredMs: now.grant.answeredMs,
        accessExpiresMs: now.grant.accessExpiresMs,
        hasRefreshToken: now.secrets.refreshToken !== null,
        wasForced: false, // looked at under the lock
        nowMs: clock.now(),
      });
      if (decision.kind === 'keep') return opened(now);
      const { id, version } = seen.grant;
      const outcome = await withClient(orm.em, { clientId: ref.clientId, role, lockTimeoutMs }, (em) =>
        refreshUnderLock(em, deps, { spill, intend }, { ref, need, seen: { id, version } }),
      );
      deps.failpoint?.('refresh.after_commit');
      // Tried enough: what the bank did when it was asked says more than that it is left alone now.
      if (outcome.kind === 'not_asked' && unheard !== null) throw unheard;
      await settle(ref, outcome);
      if (outcome.kind === 'failed') unheard = outcome.answer;
      if (outcome.kind === 'kept' || outcome.kind === 'refreshed') return opened(await load(ref));
      if (outcome.kind === 'wait') await pause(outcome.waitMs);
      // What the bank has just made is as fresh as it gives it; one from the spill may have grown old: looked at again.
      if (outcome.kind === 'recovered') seen = await load(ref);
    }
  };

  return {
    open: async (ref) => opened(await load(ref)),
    ensureFresh: (ref, { leastLifeMs }) => provide(ref, { kind: 'ahead', leastLifeMs }),
    replaceRefused: (ref, refusedVersion) => provide(ref, { kind: 'refused', refusedVersion }),
    keepAlive: (ref, { idleMs }) => provide(ref, { kind: 'used', sinceMs: clock.now() - idleMs }),
  };
}
