import type { ClaimedConnections } from '../../contracts/syncDue.ts';
import { claimConnections } from '../../db/sql/due/claimConnections.ts';
import { listFrequencies } from '../../db/sql/due/listFrequencies.ts';
import { lockDueClaims } from '../../db/sql/due/lockDueClaims.ts';
import { acrossClients } from '../../db/tenantScope.ts';
import { dueThreshold } from '../../domain/dueThreshold.ts';
import { firstUuidAt } from '../../domain/uuidTime.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { longestRunMs } from '../sync/limits.ts';

const minutes = (count: number): number => count * 60_000;

/** From the claim to `openRun`, which ends the lease. Runs out where the coordinator dies between the two. */
const leaseMs = minutes(10);

const hoursInDay = 24;

export interface ClaimDueInput {
  /** ISO instant: what was due then. */
  readonly asOf: string;
  /** Runs in flight at most, those of other coordinators included. */
  readonly window: number;
  /** Only what a call to sync/all has marked, due or not. */
  readonly claimId?: string;
  /** What is synced once a day or less often is not due by its slots: the ERP's own timer calls for it. */
  readonly nightIsExternal?: boolean;
}

export const createDueActivities = ({ orm, clock, settings }: ActivityDeps) => ({
  /**
   * Leases the connections that a coordinator may start now (design 2), the window shared among their clients (E-11). It
   * is counted in the database, so that it holds for all coordinators together. Called again after a lost answer it
   * leases others; the lost ones come back when their lease has run out.
   */
  async claimDue({ asOf, window, claimId, nightIsExternal = false }: ClaimDueInput): Promise<ClaimedConnections> {
    const now = new Date(clock.now());
    const limits = { window, now, leaseMs, longestRunMs };
    const { connections, more } = await acrossClients(orm.em, async (em) => {
      await lockDueClaims(em);
      if (claimId !== undefined) return claimConnections(em, { kind: 'marked', claimId }, limits);
      const thresholds = (await listFrequencies(em)).flatMap((hours) => {
        const { syncTime, syncTimeZone: timeZone } = settings;
        const beforeMs = dueThreshold({ frequencyHours: hours, syncTime, timeZone, nowMs: Date.parse(asOf) });
        return beforeMs === null ? [] : [{ hours, before: new Date(beforeMs).toISOString() }];
      });
      const markedBefore = firstUuidAt(now.getTime() - leaseMs);
      const frequencyBelow = nightIsExternal ? hoursInDay : null;
      return claimConnections(
        em,
        { kind: 'due', asOf: new Date(asOf), thresholds, frequencyBelow, markedBefore },
        limits,
      );
    });
    return { due: connections, more };
  },
});
