import type { EntityManager } from '@mikro-orm/postgresql';
import type { ConnectionRef } from '../../contracts/connection.ts';
import type { ErrorCode } from '../../contracts/errorCodes.ts';
import { addAuditEntries } from '../../db/sql/effects/addAuditEntries.ts';
import { countRefusals } from '../../db/sql/grants/countRefusals.ts';
import { claimProbe } from '../../db/sql/incidents/claimProbe.ts';
import { closeIncidents } from '../../db/sql/incidents/closeIncidents.ts';
import { openIncident } from '../../db/sql/incidents/openIncident.ts';
import { type OpenIncident, readOpenIncidents } from '../../db/sql/incidents/readOpenIncidents.ts';
import { acrossClients, withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { decideMassRefusal, massWindowMs } from './decideMassRefusal.ts';

/** While the bank refuses this service itself, one caller asks it each half minute: the others fail without a request. */
const probeEveryMs = 30_000;
const refusesConsents = 'bank_refuses_consents' satisfies ErrorCode;

export type Admission =
  | { readonly kind: 'admitted'; readonly incidents: readonly OpenIncident[] }
  | { readonly kind: 'shut'; readonly code: string };

/** more than this is told; twice as much is tolerated, as tokens are renewed well ahead. */
const clockToleranceMs = 30_000;
const clockIsOff = 'bank_clock_is_off';

/** What a bank holds against this service as a whole: never a connection's fault, told to an operator once. */
export interface BankIncidents {
  /** Whether the token endpoint may be asked now; the transaction is the caller's. */
  admit(em: EntityManager): Promise<Admission>;
  /** The bank has refused this service: the breaker opens, or stays open. */
  refusesService(ref: ConnectionRef, code: ErrorCode): Promise<void>;
  /** The bank has refused a consent: whether so many are refused that no person is to be asked for a new one. */
  refusesConsents(ref: ConnectionRef): Promise<boolean>;
  /** The bank has answered as it should, while there were incidents. */
  isWell(ref: ConnectionRef, incidents: readonly OpenIncident[], outcome: 'renewed' | 'refused'): Promise<void>;
  /** The bank has served a consent: not all are refused any more. `incidents`: those that were open then. */
  servesConsents(ref: ConnectionRef, incidents: readonly OpenIncident[]): Promise<void>;
  /** how far its clock was ahead of ours when it renewed a token; null: it did not say. */
  clockWas(ref: ConnectionRef, incidents: readonly OpenIncident[], aheadMs: number | null): Promise<void>;
}

export function createBankIncidents({ orm, bank, clock, logger }: ActivityDeps): BankIncidents {
  const name = bank.descriptor.bank;
  const role = 'kontosync_worker' as const;

  const see = async ({ clientId }: ConnectionRef, code: string, probeAt: Date | null): Promise<void> => {
    const { id, isNew } = await withClient(orm.em, { clientId, role }, async (em) => {
      const incident = await openIncident(em, { bank: name, code, at: new Date(clock.now()), probeAt });
      if (incident.isNew)
        await addAuditEntries(em, clientId, [
          {
            kind: 'change',
            actor: 'bank',
            action: 'bank.incident',
            subjectId: incident.id,
            data: { bank: name, code },
          },
        ]);
      return incident;
    });
    if (isNew) logger.error({ alert: code, bank: name, incident_id: id }, 'an operator must look at the bank');
  };

  const end = async (
    { clientId }: ConnectionRef,
    incidents: readonly OpenIncident[],
    { lastSeenBy, ends }: { readonly lastSeenBy: number; readonly ends: (incident: OpenIncident) => boolean },
  ): Promise<void> => {
    const codes = incidents.filter(ends).map(({ code }) => code);
    if (codes.length === 0) return;
    const closed = await withClient(orm.em, { clientId, role }, (em) =>
      closeIncidents(em, { bank: name, codes, lastSeenBy: new Date(lastSeenBy), at: new Date(clock.now()) }),
    );
    for (const { id, code, occurrences } of closed)
      logger.warn({ alert: code, bank: name, incident_id: id, occurrences }, 'the bank is well again');
  };

  const servesConsents = (ref: ConnectionRef, incidents: readonly OpenIncident[]): Promise<void> =>
    end(ref, incidents, {
      lastSeenBy: clock.now() - massWindowMs,
      ends: ({ code }) => code === refusesConsents,
    });

  return {
    servesConsents,

    async admit(em) {
      const incidents = await readOpenIncidents(em, name);
      const shut = incidents.find(({ probeMs }) => probeMs !== null);
      if (shut === undefined) return { kind: 'admitted', incidents };
      const [now, nextAt] = [new Date(clock.now()), new Date(clock.now() + probeEveryMs)];
      const isMyTurn = await claimProbe(em, { bank: name, code: shut.code, now, nextAt });
      return isMyTurn ? { kind: 'admitted', incidents } : { kind: 'shut', code: shut.code };
    },

    refusesService: (ref, code) => see(ref, code, new Date(clock.now() + probeEveryMs)),

    async refusesConsents(ref) {
      const nowMs = clock.now();
      const since = new Date(nowMs - massWindowMs);
      const refusals = await acrossClients(orm.em, (em) => countRefusals(em, { bank: name, since }));
      const incidents = await withClient(orm.em, { clientId: ref.clientId, role }, (em) => readOpenIncidents(em, name));
      const lastMassMs = incidents.find(({ code }) => code === refusesConsents)?.lastSeenMs ?? null;
      const decision = decideMassRefusal({ ...refusals, lastMassMs, nowMs });
      if (decision.kind === 'hold' && decision.reason === 'mass') await see(ref, refusesConsents, null);
      return decision.kind === 'hold';
    },

    async isWell(ref, incidents, outcome) {
      // Whose consents are judged is known; and one that is renewed shows that not all are refused any more.
      await end(ref, incidents, { lastSeenBy: clock.now(), ends: ({ probeMs }) => probeMs !== null });
      if (outcome === 'renewed') await servesConsents(ref, incidents);
    },

    async clockWas(ref, incidents, aheadMs) {
      if (aheadMs === null) return;
      if (Math.abs(aheadMs) > clockToleranceMs) await see(ref, clockIsOff, null);
      else await end(ref, incidents, { lastSeenBy: clock.now(), ends: ({ code }) => code === clockIsOff });
    },
  };
}
