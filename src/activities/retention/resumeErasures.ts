import { activityInfo, getClient } from '@temporalio/activity';
import type { LifecycleQueue } from '../../contracts/reconcile.ts';
import { listErasures } from '../../db/sql/erasure/listErasures.ts';
import { acrossClients } from '../../db/tenantScope.ts';
import { startErasure } from '../../temporal/startErasure.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { atMost } from '../reconcile/atMost.ts';

const inFlight = 4;
/** Nobody erases more in a day; the next look takes the rest. */
const mostAtOnce = 1_000;

/** Starts erasures that the tables know of and no workflow does: of its start, or of Temporal's database, was lost. */
export const createResumeErasures =
  ({ orm }: Pick<ActivityDeps, 'orm'>) =>
  async ({ interactiveQueue }: LifecycleQueue): Promise<number> => {
    const erasures = await acrossClients(orm.em, (em) => listErasures(em, { limit: mostAtOnce }));
    let resumed = 0;
    await atMost(inFlight, erasures, async (erasure) => {
      const answer = await startErasure(getClient(), { ...erasure, interactiveQueue }, activityInfo().taskQueue);
      if (answer === 'started') resumed += 1;
    });
    return resumed;
  };
