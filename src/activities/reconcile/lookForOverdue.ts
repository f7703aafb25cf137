import { getClient } from '@temporalio/activity';
import { errorCodes } from '../../contracts/errorCodes.ts';
import type { LifecycleQueue, WatchdogResult } from '../../contracts/reconcile.ts';
import { closeAlerts } from '../../db/sql/reconcile/closeAlerts.ts';
import { demoteConnections } from '../../db/sql/reconcile/demoteConnections.ts';
import { insertAlerts } from '../../db/sql/reconcile/insertAlerts.ts';
import { listDegraded } from '../../db/sql/reconcile/listDegraded.ts';
import { listPastAlerts } from '../../db/sql/reconcile/listPastAlerts.ts';
import { readFreshness } from '../../db/sql/reconcile/readFreshness.ts';
import { acrossClients, withClient } from '../../db/tenantScope.ts';
import { decideMass, degradedLimitMs, type StateAlertKind, stateAlertKinds } from '../../domain/stateAlert.ts';
import { type Freshness, freshnessLimitMs, isFreshnessAlarm } from '../../domain/stateFreshness.ts';
import { startLifecycle } from '../../temporal/startLifecycle.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { atMost } from './atMost.ts';
import { type ClientAlert, findFreshnessAlerts, findRunAlerts, findStateAlerts, type Look } from './findAlerts.ts';
import { perClient } from './perClient.ts';

const role = 'kontosync_worker' as const;
const inFlight = 4;
const mostClosed = 1_000;
const retryableCodes = Object.entries(errorCodes).flatMap(([code, entry]) =>
  entry.class === 'retryable' ? [code] : [],
);

/**
 * One look of the watchdog (D.2, E-7): whatever is past its limit is told once, as a task and in the log at level
 * `error`; what has moved on since is closed. A connection whose workflow is gone gets a new one at once. Connections
 * that have failed for a day go to an operator, unless so many do that the cause cannot be theirs. Any number of times.
 */
export const createLookForOverdue = ({ orm, bank, clock, logger }: ActivityDeps) => {
  async function tell(alerts: readonly ClientAlert[]): Promise<ReadonlyMap<StateAlertKind, number>> {
    const told = new Map<StateAlertKind, number>();
    await atMost(inFlight, perClient(alerts), async ([clientId, ofClient]) => {
      const fresh = new Set(await withClient(orm.em, { clientId, role }, (em) => insertAlerts(em, clientId, ofClient)));
      for (const { kind, connectionId, runId, subject, data } of ofClient) {
        if (!fresh.has(subject)) continue;
        told.set(kind, (told.get(kind) ?? 0) + 1);
        const ids = { client_id: clientId, connection_id: connectionId, sync_run_id: runId };
        logger.error({ alert: kind, ...ids, ...data }, 'watchdog');
      }
    });
    return told;
  }

  async function closePast(): Promise<number> {
    const past = await acrossClients(orm.em, (em) => listPastAlerts(em, { kinds: stateAlertKinds, limit: mostClosed }));
    let closed = 0;
    await atMost(inFlight, perClient(past), async ([clientId, tasks]) => {
      const ids = tasks.map(({ taskId }) => taskId);
      closed += await withClient(orm.em, { clientId, role }, (em) => closeAlerts(em, clientId, ids));
    });
    return closed;
  }

  /** D.2: a day of failures that pass. */
  async function demote(before: Date): Promise<{ readonly degraded: number; readonly demoted: number }> {
    const { degraded, maySync, demotedLately } = await acrossClients(orm.em, (em) =>
      listDegraded(em, { before, codes: retryableCodes }),
    );
    const mass = { count: degraded.length + demotedLately, of: maySync + demotedLately };
    if (degraded.length > 0 && decideMass(mass) === 'mass') {
      logger.error({ alert: 'many_connections_degraded', ...mass }, 'watchdog');
      return { degraded: degraded.length, demoted: 0 };
    }
    let demoted = 0;
    await atMost(inFlight, perClient(degraded), async ([clientId, demotions]) => {
      const ids = await withClient(orm.em, { clientId, role }, (em) =>
        demoteConnections(em, { clientId, demotions, before }),
      );
      demoted += ids.length;
      for (const connection_id of ids)
        logger.error({ alert: 'connection_degraded', client_id: clientId, connection_id }, 'watchdog');
    });
    return { degraded: degraded.length, demoted };
  }

  async function lookAtFreshness(
    look: Look,
  ): Promise<{ readonly freshness: Freshness; readonly alerts: readonly ClientAlert[] }> {
    const now = new Date(look.nowMs);
    const freshness = await acrossClients(orm.em, (em) => readFreshness(em, { now, limitMs: freshnessLimitMs }));
    if (isFreshnessAlarm(freshness)) logger.error({ alert: 'freshness_p95', ...freshness }, 'watchdog');
    // Where a night has failed as a whole that one alarm says it all.
    const isMass = decideMass({ count: freshness.stale, of: freshness.connections }) === 'mass';
    if (freshness.stale === 0 || isMass) return { freshness, alerts: [] };
    return { freshness, alerts: await acrossClients(orm.em, (em) => findFreshnessAlerts(em, look)) };
  }

  return async ({ interactiveQueue }: LifecycleQueue): Promise<WatchdogResult> => {
    const look: Look = { nowMs: clock.now(), timeZone: bank.descriptor.timeZone };
    return whileHeartbeating(
      () => 0,
      async () => {
        const closed = await closePast();
        const demotion = await demote(new Date(look.nowMs - degradedLimitMs));
        const states = await acrossClients(orm.em, (em) => findStateAlerts(em, look));
        const runs = await acrossClients(orm.em, (em) => findRunAlerts(em, look));
        const { freshness, alerts } = await lookAtFreshness(look);
        const told = await tell([...states, ...runs, ...alerts]);
        const restarted = await restart(states, interactiveQueue);
        const count = (kind: StateAlertKind): number => told.get(kind) ?? 0;
        return {
          statesPastLimit: count('state_past_limit'),
          operatorsLate: count('operator_did_not_act'),
          runsPastLimit: count('run_past_limit'),
          syncsOverdue: count('sync_overdue'),
          closed,
          ...demotion,
          restarted,
          freshness: { ...shares(freshness) },
        };
      },
    );
  };
};

const shares = ({ connections, stale, p95Ms }: Freshness): WatchdogResult['freshness'] => ({
  connections,
  stale,
  p95Hours: Math.round(p95Ms / 360_000) / 10,
});

/** What should have been led out of its state by a workflow: where that is gone, a new one does it. */
async function restart(alerts: readonly ClientAlert[], queue: string): Promise<number> {
  let restarted = 0;
  await atMost(
    inFlight,
    alerts.filter(({ kind }) => kind === 'state_past_limit'),
    async (alert) => {
      if ((await startLifecycle(getClient(), alert, queue)) === 'started') restarted += 1;
    },
  );
  return restarted;
}
