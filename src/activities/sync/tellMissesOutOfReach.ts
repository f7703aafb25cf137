import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../contracts/sync.ts';
import { listMissesOutOfReach } from '../../db/sql/coverage/listMissesOutOfReach.ts';
import { listSettledMisses } from '../../db/sql/coverage/listSettledMisses.ts';
import { closeTasks } from '../../db/sql/tasks/closeTasks.ts';
import { openTasks } from '../../db/sql/tasks/openTasks.ts';
import { addDays, type CalendarDate } from '../../domain/calendarDate.ts';

const kind = 'missed_row_out_of_reach';

/** Missed rows that have fallen behind the unattended floor become tasks, one a date (ledger 5); settled ones are closed. */
export async function tellMissesOutOfReach(
  em: EntityManager,
  ref: RunAccountRef,
  {
    connectionId,
    readOn,
    unattendedHistoryDays,
  }: { readonly connectionId: string; readonly readOn: CalendarDate; readonly unattendedHistoryDays: number },
): Promise<void> {
  const { clientId, accountId } = ref;
  const settled = await listSettledMisses(em, clientId, accountId);
  await closeTasks(
    em,
    ref,
    settled.map((date) => `${kind}/${date}`),
  );
  const floor = addDays(readOn, -unattendedHistoryDays);
  const missed = await listMissesOutOfReach(em, { clientId, accountId, floor });
  await openTasks(
    em,
    { ...ref, connectionId },
    missed.map(({ date, transactionIds }) => ({
      kind,
      subject: `${kind}/${date}`,
      transactionIds,
      data: { date, rows: transactionIds.length },
    })),
  );
}
