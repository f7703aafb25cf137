import type { PageProgress } from '../../contracts/sync.ts';
import type { PartRow } from '../../db/sql/pages/readPart.ts';
import { type ReadingStop, stopReading } from '../../db/sql/pages/stopReading.ts';
import { openTasks } from '../../db/sql/tasks/openTasks.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { StepError } from '../stepError.ts';
import type { Reader } from './readSeries.ts';

const role = 'kontosync_worker' as const;

/** The subject of the task about an account whose pages go round in circles or come to no end. */
export const withoutEnd = 'pages_without_end';

/** Reading ends here, with a task where only a person can find out what the bank does. */
export async function endReading(
  { orm }: ActivityDeps,
  { ref, part: { connectionId, windowTo } }: Reader,
  {
    fence,
    how,
    pages,
    rows,
    from,
  }: { readonly fence: string; readonly how: ReadingStop; readonly from: string } & Pick<PartRow, 'pages' | 'rows'>,
): Promise<PageProgress> {
  const { clientId, accountId, runId } = ref;
  const isWithoutEnd = how.code === 'pagination_loop' || how.code === 'page_ceiling';
  const written = await withClient(orm.em, { clientId, role }, async (em) => {
    const isStopped = await stopReading(em, ref, fence, how);
    if (isStopped && isWithoutEnd)
      await openTasks(em, { clientId, connectionId, accountId, runId }, [
        {
          kind: withoutEnd,
          subject: withoutEnd,
          transactionIds: [],
          data: { code: how.code, pages, window_from: from, window_to: windowTo },
        },
      ]);
    return isStopped;
  });
  if (!written) throw new StepError('changed_meanwhile');
  return { kind: how.state, pages, rows, code: how.code };
}
