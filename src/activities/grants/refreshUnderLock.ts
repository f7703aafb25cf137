import type { EntityManager } from '@mikro-orm/postgresql';
import { BankError } from '../../bank/bankError.ts';
import type { GrantSecrets } from '../../bank/port.ts';
import type { ConnectionRef } from '../../contracts/connection.ts';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import { clearRefreshing } from '../../db/sql/grants/markRefreshing.ts';
import { readCurrentGrant } from '../../db/sql/grants/readGrants.ts';
import { storeRefreshed } from '../../db/sql/grants/storeRefreshed.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createCallLog } from '../callLog.ts';
import { StepError } from '../stepError.ts';
import { decideRefresh, decideRefreshFailure, type RefreshNeed } from './decideRefresh.ts';
import { openSecrets, sealSecrets } from './grantSecrets.ts';
import { requireUsable, type UsableGrant } from './requireUsable.ts';
import type { SpillFolder } from './spillFolder.ts';

export type RefreshOutcome =
  /** Somebody else has done it, or it is not due. */
  | { readonly kind: 'kept' }
  /** Stored: from the bank, or from the spill of an attempt that died before its commit. */
  | { readonly kind: 'refreshed' | 'recovered'; readonly grantId: string; readonly version: number }
  /** The row was wiped or has moved while the bank answered: what came is nobody's. */
  | { readonly kind: 'homeless'; readonly grantId: string; readonly version: number; readonly secrets: GrantSecrets }
  /** The row says what is known; the error is thrown after the commit. */
  | { readonly kind: 'failed'; readonly error: Error };

export interface RefreshInput {
  readonly ref: ConnectionRef;
  readonly need: RefreshNeed;
  readonly seen: UsableGrant;
  /** What this attempt wrote as its intent (A.2, step 2). */
  readonly mark: string;
}

/**
 * A.2, steps 1 and 3 to 5, in one transaction that holds the grant's row: the one place that calls the token endpoint with
 * a refresh token. The bank's call is inside on purpose: the lock is what makes it the only one in flight.
 */
export async function refreshUnderLock(
  em: EntityManager,
  { orm, bank, cipher, clock, logger }: ActivityDeps,
  spill: SpillFolder,
  { ref, need, seen, mark }: RefreshInput,
): Promise<RefreshOutcome> {
  const { clientId, connectionId } = ref;
  const { timeZone } = bank.descriptor;
  const held = requireUsable(await readCurrentGrant(em, { ...ref, lock: true }), timeZone, clock.now());
  const secrets = await openSecrets(cipher, held);
  const decision = decideRefresh({
    need,
    seenVersion: seen.version,
    version: held.version,
    accessExpiresMs: held.accessExpiresMs,
    hasRefreshToken: secrets.refreshToken !== null,
    nowMs: clock.now(),
  });
  if (decision.kind === 'keep') return { kind: 'kept' };

  const version = held.version + 1;
  const grantId = held.id;
  const calls = createCallLog({ orm, logger, clock }, { clientId, subjectId: connectionId });
  // Only ever at the end: nothing may come between the bank's answer and the spill.
  const audit = async (data: Record<string, string | number>): Promise<void> => {
    await calls.write(em);
    await addAuditEntries(em, clientId, [
      { kind: 'bank_call', actor: 'workflow', action: 'grant.refresh', subjectId: connectionId, data },
    ]);
  };

  const spilled = await spill.read(grantId, version);
  if (spilled !== null) {
    await storeRefreshed(em, { clientId, ...spilled, version: held.version });
    await audit({ outcome: 'recovered', reason: decision.reason, version });
    return { kind: 'recovered', grantId, version };
  }

  const answer = await bank.refresh(secrets, calls.onCall).catch((error: unknown) => {
    if (error instanceof BankError) return error;
    throw error;
  });
  if (answer instanceof BankError) {
    const failure = decideRefreshFailure(answer.details, {
      unsureBefore: held.state !== 'good' && held.state !== mark,
    });
    // Nobody else can have written meanwhile, so the row as held is the row as it is. A mark that tells of an
    // earlier refresh without outcome stays: this answer says nothing about that one.
    if (failure.isOutcomeKnown && held.state === mark)
      await clearRefreshing(em, { clientId, grantId, version: held.version });
    await audit({ outcome: 'failed', reason: decision.reason, code: failure.code, version: held.version });
    return {
      kind: 'failed',
      error: failure.code === answer.code ? answer : new StepError(failure.code, answer),
    };
  }

  // A bank that rotates sends a new refresh token, another keeps the old one good.
  const renewed = {
    accessToken: answer.secrets.accessToken,
    refreshToken: answer.secrets.refreshToken ?? secrets.refreshToken,
  };
  const { accessExpiresAt, refreshExpiresAt, consentExpiresAt } = answer;
  const sealed = await sealSecrets(cipher, { connectionId, secrets: renewed, salt: held.key.salt });
  const times = { accessExpiresAt, refreshExpiresAt, consentExpiresAt };
  // The old token may be dead by now: a folder that is full or read-only must not cost the new one as well.
  await spill.write({ grantId, version, ...sealed, ...times }).catch((error: unknown) => {
    logger.error({ err: error, grant_id: grantId }, 'renewed tokens could not be laid into the spill folder');
  });
  if (!(await storeRefreshed(em, { clientId, grantId, version: held.version, ...sealed, ...times }))) {
    await audit({ outcome: 'homeless', reason: decision.reason, version });
    return { kind: 'homeless', grantId, version, secrets: renewed };
  }
  await audit({ outcome: 'refreshed', reason: decision.reason, version });
  return { kind: 'refreshed', grantId, version };
}
