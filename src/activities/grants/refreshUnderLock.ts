import type { EntityManager } from '@mikro-orm/postgresql';
import { BankError } from '../../bank/bankError.ts';
import type { CallReport } from '../../bank/callReport.ts';
import type { ConnectionRef } from '../../contracts/connection.ts';
import { isErrorCode } from '../../contracts/errorCodes.ts';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import { lockRefresh } from '../../db/sql/grants/lockRefresh.ts';
import { readCurrentGrant } from '../../db/sql/grants/readGrants.ts';
import { storeRefreshed } from '../../db/sql/grants/storeRefreshed.ts';
import { wasForcedInRun } from '../../db/sql/grants/wasForcedInRun.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createCallLog } from '../callLog.ts';
import { StepError } from '../stepError.ts';
import { decideRefresh, decideRefreshFailure, type RefreshNeed } from './decideRefresh.ts';
import { decideTempo } from './decideTempo.ts';
import { openSecrets, sealSecrets } from './grantSecrets.ts';
import { mayHaveRotated, readGrantState } from './grantState.ts';
import { readSpilled } from './readSpilled.ts';
import { recordRefreshFailure } from './recordRefreshFailure.ts';
import type { GrantAtHand, RefreshIntent } from './refreshIntent.ts';
import type { RefreshOutcome } from './refreshOutcome.ts';
import { requireUsable, type UsableGrant } from './requireUsable.ts';
import type { SpillFolder } from './spillFolder.ts';

export interface RefreshParts {
  readonly spill: SpillFolder;
  /** Commits the intent, by another connection than the one that holds the lock. */
  readonly intend: (clientId: string, grant: GrantAtHand) => Promise<RefreshIntent>;
}
export interface RefreshInput {
  readonly ref: ConnectionRef;
  readonly need: RefreshNeed;
  readonly seen: Pick<UsableGrant, 'id' | 'version'>;
}

/**
 * A.2, steps 1 to 5, one at a time for a grant: the one place that calls the token endpoint with a refresh token. The
 * bank's call is inside the transaction on purpose: its locks are what makes it the only one in flight, and what
 * DELETE waits for. It heeds no cancellation: a token that was spent must be stored.
 */
export async function refreshUnderLock(
  em: EntityManager,
  deps: ActivityDeps,
  { spill, intend }: RefreshParts,
  { ref, need, seen }: RefreshInput,
): Promise<RefreshOutcome> {
  const { bank, cipher, clock, logger, failpoint } = deps;
  const { clientId, connectionId } = ref;
  const usable = async (lock: boolean): Promise<UsableGrant> =>
    requireUsable(await readCurrentGrant(em, { ...ref, lock }), bank.descriptor.timeZone, clock.now());

  await lockRefresh(em, seen.id);
  const found = await usable(false);
  if (found.id !== seen.id) return { kind: 'kept' }; // a renewed consent has brought another grant
  const secrets = await openSecrets(cipher, found);
  const decision = decideRefresh({
    need,
    seenVersion: seen.version,
    version: found.version,
    answeredMs: found.answeredMs,
    accessExpiresMs: found.accessExpiresMs,
    hasRefreshToken: secrets.refreshToken !== null,
    wasForced: need.kind === 'refused' && (await wasForcedInRun(em, ref)),
    nowMs: clock.now(),
  });
  if (decision.kind === 'keep') return { kind: 'kept' };

  const version = found.version + 1;
  const forced = decision.reason === 'refused';
  const grantId = found.id;
  const calls = createCallLog(deps, { clientId, subjectId: connectionId });
  // Only ever at the end: nothing may come between the bank's answer and the spill.
  const audit = async (data: Record<string, string | number>): Promise<void> => {
    await calls.write(em);
    await addAuditEntries(em, clientId, [
      { kind: 'bank_call', actor: 'workflow', action: 'grant.refresh', subjectId: connectionId, data },
    ]);
  };

  const spilled = await readSpilled(spill, cipher, { connectionId, grantId, version });
  if (spilled !== null) {
    await storeRefreshed(em, { clientId, ...spilled, version: found.version, forced });
    await audit({ outcome: 'recovered', reason: decision.reason, version });
    return { kind: 'recovered', grantId, version };
  }

  const before = readGrantState(found.state);
  const tempo = decideTempo(before, clock.now());
  if (tempo.kind === 'wait') return { kind: 'wait', waitMs: tempo.waitMs };
  if (tempo.kind === 'rest')
    return {
      kind: 'not_asked',
      error: new BankError({ code: 'bank_unavailable', sent: false, retryAfterMs: tempo.waitMs }),
    };

  failpoint?.('refresh.before_intent');
  const intent = await intend(clientId, found);
  failpoint?.('refresh.after_intent');
  if (intent.kind === 'shut')
    return { kind: 'not_asked', error: new StepError(isErrorCode(intent.code) ? intent.code : 'unexpected') };
  const held = await usable(true);
  // A renewal may have come between: versions of two grants say nothing about each other.
  if (held.id !== found.id || held.version !== found.version) return { kind: 'kept' };
  failpoint?.('refresh.locked');

  let clockAheadMs: number | null = null;
  const onCall = (report: CallReport): void => {
    calls.onCall(report);
    clockAheadMs = report.clockAheadMs ?? null;
  };
  const answer = await bank.refresh(secrets, onCall).catch((error: unknown) => {
    if (error instanceof BankError) return error;
    throw error;
  });
  failpoint?.('refresh.after_http');
  if (answer instanceof BankError) {
    // Nobody else can have written meanwhile, so the row as held is the row as it is.
    const failure = decideRefreshFailure(answer.details, { mayHaveRotated: mayHaveRotated(before) });
    const { state } = intent;
    const at = { clientId, grantId, version: found.version };
    await recordRefreshFailure(em, { ...at, before, state, failure, nowMs: clock.now() });
    await audit({ outcome: 'failed', reason: decision.reason, code: failure.code, version: found.version });
    return { kind: 'failed', answer, failure, incidents: intent.incidents };
  }

  // A bank that rotates sends a new refresh token, another keeps the old one good.
  const renewed = {
    accessToken: answer.secrets.accessToken,
    refreshToken: answer.secrets.refreshToken ?? secrets.refreshToken,
  };
  const { accessExpiresAt, refreshExpiresAt, consentExpiresAt } = answer;
  const sealed = await sealSecrets(cipher, { connectionId, secrets: renewed, salt: found.key.salt });
  const times = { accessExpiresAt, refreshExpiresAt, consentExpiresAt };
  // The old token may be dead by now: a folder that is full or read-only must not cost the new one as well.
  await spill.write({ grantId, version, ...sealed, ...times }).catch((error: unknown) => {
    logger.error({ err: error, grant_id: grantId }, 'renewed tokens could not be laid into the spill folder');
  });
  failpoint?.('refresh.after_journal');
  if (!(await storeRefreshed(em, { clientId, grantId, version: found.version, ...sealed, ...times, forced }))) {
    await audit({ outcome: 'homeless', reason: decision.reason, version });
    return { kind: 'homeless', grantId, version, secrets: renewed };
  }
  await audit({ outcome: 'refreshed', reason: decision.reason, version });
  failpoint?.('refresh.before_commit');
  return { kind: 'refreshed', grantId, version, incidents: intent.incidents, clockAheadMs };
}
