import { idleCode } from '../../contracts/idleCode.ts';
import type { StoredGrant } from '../../db/sql/grants/readGrants.ts';
import { canRetry } from '../../domain/connectionStatus.ts';
import { consentPhase, lastConsentDay } from '../../domain/consentClock.ts';
import { StepError } from '../stepError.ts';

export type UsableGrant = StoredGrant & { readonly ciphertext: string };

/**
 * The secrets of a connection that is being revoked are unusable from that moment, whatever is stored yet; an
 * expired consent beats a fresh token (bank C). Where an operator must look, only the run of a person who retries comes
 * here (D.2). Throws `StepError`.
 */
export function requireUsable(grant: StoredGrant | null, timeZone: string, nowMs: number): UsableGrant {
  if (grant === null) throw new StepError('revoked');
  const refusal = canRetry(grant.connectionStatus) ? null : idleCode(grant.connectionStatus);
  if (refusal !== null) throw new StepError(refusal);
  const { ciphertext, consentExpiresMs } = grant;
  if (ciphertext === null) throw new StepError('revoked');
  if (
    consentExpiresMs !== null &&
    consentPhase(lastConsentDay(consentExpiresMs, timeZone), timeZone, nowMs).kind === 'ended'
  )
    throw new StepError('consent_expired');
  return { ...grant, ciphertext };
}
