import type { ConnectionRef } from '../../contracts/connection.ts';
import { errorCodes } from '../../contracts/errorCodes.ts';
import { demoteConnections } from '../../db/sql/reconcile/demoteConnections.ts';
import { listDegraded } from '../../db/sql/reconcile/listDegraded.ts';
import { acrossClients, withClient } from '../../db/tenantScope.ts';
import { decideMass, degradedLimitMs } from '../../domain/stateAlert.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { atMost } from './atMost.ts';
import { createLastingAlarm } from './lastingAlarm.ts';
import { perClient } from './perClient.ts';

const inFlight = 4;
const retryableCodes = Object.entries(errorCodes).flatMap(([code, entry]) =>
  entry.class === 'retryable' ? [code] : [],
);

/** D.2: a day of failures that pass hands a connection to an operator, unless so many have one that it is everybody's. */
export function createDemoteDegraded({
  orm,
  logger,
}: ActivityDeps): (
  nowMs: number,
) => Promise<{ readonly degraded: number; readonly demoted: readonly ConnectionRef[] }> {
  const alarm = createLastingAlarm(logger, 'many_connections_degraded');
  return async (nowMs) => {
    const before = new Date(nowMs - degradedLimitMs);
    const { degraded, maySync, demotedLately } = await acrossClients(orm.em, (em) =>
      listDegraded(em, { before, codes: retryableCodes }),
    );
    const mass = { count: degraded.length + demotedLately, of: maySync + demotedLately };
    const isMass = degraded.length > 0 && decideMass(mass) === 'mass';
    alarm(isMass ? mass : null, nowMs);
    if (isMass) return { degraded: degraded.length, demoted: [] };
    const demoted: ConnectionRef[] = [];
    await atMost(inFlight, perClient(degraded), async ([clientId, demotions]) => {
      const ids = await withClient(orm.em, { clientId, role: 'kontosync_worker' }, (em) =>
        demoteConnections(em, { clientId, demotions, before }),
      );
      for (const connectionId of ids) {
        demoted.push({ clientId, connectionId });
        const named = { client_id: clientId, connection_id: connectionId };
        logger.error({ alert: 'connection_degraded', ...named }, 'watchdog');
      }
    });
    return { degraded: degraded.length, demoted };
  };
}
