import type { ConnectionRef } from '../../contracts/connection.ts';
import { errorEntry, isErrorCode } from '../../contracts/errorCodes.ts';
import { readConnectionState } from '../../db/sql/connections/readConnectionState.ts';
import { wasRenewedSince } from '../../db/sql/connections/wasRenewedSince.ts';
import { markDataRefused } from '../../db/sql/grants/setGrantState.ts';
import { withClient } from '../../db/tenantScope.ts';
import { statusesBefore } from '../../domain/connectionStatus.ts';
import { consentPhaseAt } from '../../domain/consentClock.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { createBankIncidents } from './bankIncidents.ts';
import { writeGrantState } from './grantState.ts';

export interface HeardRefusal {
  /** Of the error table. */
  readonly code: string;
  /** Since when whoever heard it has worked with the consent (epoch milliseconds); null: it is said of the present one. */
  readonly heardSinceMs: number | null;
}

/**
 * A-16, before a connection is demoted for what a bank's call was answered: `held` where so many consents are refused at
 * once that the trouble is the bank's or ours. The refusal is committed before all are counted, so that of many that come
 * at the same time no more than the limit allows are believed. What ended by our own clock, or was renewed, is no refusal.
 */
export function createRefusalJudge(
  deps: ActivityDeps,
): (ref: ConnectionRef, heard: HeardRefusal) => Promise<'believed' | 'held'> {
  const { orm, bank, clock, settings } = deps;
  const incidents = createBankIncidents(deps);
  const calendar = { timeZone: bank.descriptor.timeZone, dayMs: settings.consentDayMs };

  return async (ref, { code, heardSinceMs }) => {
    if (!isErrorCode(code) || errorEntry(code).class !== 'needs_reconsent') return 'believed';
    const isRefusal = await withClient(orm.em, { clientId: ref.clientId, role: 'kontosync_worker' }, async (em) => {
      const stored = await readConnectionState(em, ref);
      if (stored === null || !statusesBefore('needs_reconsent').includes(stored.status)) return false;
      const { consentExpiresMs } = stored;
      if (consentExpiresMs !== null && consentPhaseAt(consentExpiresMs, calendar, clock.now()).kind === 'ended')
        return false;
      if (heardSinceMs !== null && (await wasRenewedSince(em, { ...ref, sinceMs: heardSinceMs }))) return false;
      await markDataRefused(em, { ...ref, to: writeGrantState({ kind: 'refused', code }) });
      return true;
    });
    return isRefusal && (await incidents.refusesConsents(ref)) ? 'held' : 'believed';
  };
}
