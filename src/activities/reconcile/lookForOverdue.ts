import { getClient } from '@temporalio/activity';
import type { ConnectionRef } from '../../contracts/connection.ts';
import type { LifecycleQueue, WatchdogResult } from '../../contracts/reconcile.ts';
import { closeAlerts } from '../../db/sql/reconcile/closeAlerts.ts';
import { insertAlerts } from '../../db/sql/reconcile/insertAlerts.ts';
import { listLateNotices } from '../../db/sql/reconcile/listLateNotices.ts';
import { listPastAlerts } from '../../db/sql/reconcile/listPastAlerts.ts';
import { readFreshness } from '../../db/sql/reconcile/readFreshness.ts';
import { acrossClients, withClient } from '../../db/tenantScope.ts';
import { noticeThresholds } from '../../domain/lateNotice.ts';
import { decideMass, type StateAlertKind, stateAlertKinds } from '../../domain/stateAlert.ts';
import { type Freshness, freshnessLimitMs, isFreshnessAlarm } from '../../domain/stateFreshness.ts';
import { startLifecycle } from '../../temporal/startLifecycle.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { whileHeartbeating } from '../heartbeat.ts';
import { atMost } from './atMost.ts';
import { createDemoteDegraded } from './demoteDegraded.ts';
import { type ClientAlert, findFreshnessAlerts, findRunAlerts, findStateAlerts, type Look } from './findAlerts.ts';
import { createLastingAlarm } from './lastingAlarm.ts';
import { perClient } from './perClient.ts';
import { createWakeLifecycles } from './wakeLifecycles.ts';

const role = 'kontosync_worker' as const;
const inFlight = 4;
const mostClosed = 1_000;
/** Tasks for states past their limit, in one look: where many are, they have one cause, and a line says how many. */
const mostStatesTold = 20;
const mostLate = 500;

/**
 * One look of the watchdog (D.2, E-7): whatever is past its limit is told once, as a task and in the log at level
 * `error`; what has moved on since is closed. A connection whose workflow is gone gets a new one at once. Connections
 * that have failed for a day go to an operator, unless so many do that the cause cannot be theirs. Any number of times.
 */
export const createLookForOverdue = (deps: ActivityDeps) => {
  const { orm, bank, clock, logger } = deps;
  const demoteDegraded = createDemoteDegraded(deps);
  const freshnessAlarm = createLastingAlarm(logger, 'freshness_p95');
  const wake = createWakeLifecycles();

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

  function someOf(alerts: readonly ClientAlert[]): readonly ClientAlert[] {
    const states = alerts.filter(({ kind }) => kind === 'state_past_limit');
    const more = states.slice(mostStatesTold);
    if (more.length > 0) logger.error({ alert: 'many_states_past_limit', count: states.length }, 'watchdog');
    const left = new Set(more);
    return alerts.filter((alert) => !left.has(alert));
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

  async function lookAtFreshness(
    look: Look,
  ): Promise<{ readonly freshness: Freshness; readonly alerts: readonly ClientAlert[] }> {
    const now = new Date(look.nowMs);
    const freshness = await acrossClients(orm.em, (em) => readFreshness(em, { now, limitMs: freshnessLimitMs }));
    freshnessAlarm(isFreshnessAlarm(freshness) ? { ...freshness } : null, look.nowMs);
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
        const { degraded, demoted } = await demoteDegraded(look.nowMs);
        const states = await acrossClients(orm.em, (em) => findStateAlerts(em, look));
        const runs = await acrossClients(orm.em, (em) => findRunAlerts(em, look));
        const { freshness, alerts } = await lookAtFreshness(look);
        const told = await tell([...someOf(states), ...runs, ...alerts]);
        const { restarted, running } = await restart(states, interactiveQueue);
        const late = await acrossClients(orm.em, (em) =>
          listLateNotices(em, { thresholds: noticeThresholds(look.nowMs, look.timeZone), limit: mostLate }),
        );
        const behind = new Map([...demoted, ...running, ...late].map((ref) => [ref.connectionId, ref]));
        const rung = await wake([...behind.values()], { queue: interactiveQueue, nowMs: look.nowMs });
        const count = (kind: StateAlertKind): number => told.get(kind) ?? 0;
        return {
          statesPastLimit: count('state_past_limit'),
          operatorsLate: count('operator_did_not_act'),
          runsPastLimit: count('run_past_limit'),
          syncsOverdue: count('sync_overdue'),
          closed,
          degraded,
          demoted: demoted.length,
          restarted,
          rung,
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

/** What should have been led out of its state by a workflow: where that is gone, a new one does it. Gives who runs. */
async function restart(
  alerts: readonly ClientAlert[],
  queue: string,
): Promise<{ readonly restarted: number; readonly running: readonly ConnectionRef[] }> {
  let restarted = 0;
  const running: ConnectionRef[] = [];
  await atMost(
    inFlight,
    alerts.filter(({ kind }) => kind === 'state_past_limit'),
    async (alert) => {
      if ((await startLifecycle(getClient(), alert, queue)) === 'started') restarted += 1;
      else running.push(alert);
    },
  );
  return { restarted, running };
}
