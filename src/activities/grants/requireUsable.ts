import type { ErrorCode } from '../../contracts/errorCodes.ts';
import type { StoredGrant } from '../../db/sql/grants/readGrants.ts';
import type { ConnectionStatus } from '../../domain/connectionStatus.ts';
import { consentPhase, lastConsentDay } from '../../domain/consentClock.ts';
import { StepError } from '../stepError.ts';

/** Why a connection in this state may not use its secrets; null: it may. The states are codes of the table too. */
const refusals = {
  active: null,
  expiring: null,
  awaiting_auth: 'awaiting_auth',
  grant_pending: 'grant_pending',
  needs_reconsent: 'needs_reconsent',
  needs_operator: 'needs_operator',
  revoking: 'revoking',
  revoked: 'revoked',
  abandoned: 'abandoned',
} as const satisfies Record<ConnectionStatus, ErrorCode | null>;

export type UsableGrant = StoredGrant & { readonly ciphertext: string };

/**
 * The secrets of a connection that is being revoked are unusable from that moment, whatever is stored yet; an
 * expired consent beats a fresh token (bank C). Throws `StepError`.
 */
export function requireUsable(grant: StoredGrant | null, timeZone: string, nowMs: number): UsableGrant {
  if (grant === null) throw new StepError('revoked');
  const refusal = refusals[grant.connectionStatus];
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
