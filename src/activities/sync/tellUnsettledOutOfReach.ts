import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../contracts/sync.ts';
import { listSettledOutOfReach } from '../../db/sql/coverage/listSettledOutOfReach.ts';
import { listUnsettledOutOfReach } from '../../db/sql/coverage/listUnsettledOutOfReach.ts';
import { closeTasks } from '../../db/sql/tasks/closeTasks.ts';
import { openTasks } from '../../db/sql/tasks/openTasks.ts';
import { addDays } from '../../domain/calendarDate.ts';
import type { CoverageMove } from './moveCoverage.ts';

const kind = 'unsettled_date_out_of_reach';

/**
 * Dates that wait to be read alone and have fallen behind the unattended floor become tasks: an entry that may be another
 * is never dropped in silence (I4). Settled ones are closed.
 */
export async function tellUnsettledOutOfReach(
  em: EntityManager,
  ref: RunAccountRef,
  {
    connectionId,
    readOn,
    unattendedHistoryDays,
  }: Pick<CoverageMove, 'connectionId' | 'readOn' | 'unattendedHistoryDays'>,
): Promise<void> {
  const { clientId, accountId } = ref;
  const settled = await listSettledOutOfReach(em, clientId, accountId);
  await closeTasks(
    em,
    ref,
    settled.map((date) => `${kind}/${date}`),
  );
  const floor = addDays(readOn, -unattendedHistoryDays);
  const waiting = await listUnsettledOutOfReach(em, { clientId, accountId, floor });
  await openTasks(
    em,
    { ...ref, connectionId },
    waiting.map(({ date, reason }) => ({
      kind,
      subject: `${kind}/${date}`,
      transactionIds: [],
      data: { date, reason },
    })),
  );
}
