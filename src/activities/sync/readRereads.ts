import type { RunAccountRef } from '../../contracts/sync.ts';
import { listPageHeads } from '../../db/sql/pages/listPageHeads.ts';
import type { RereadRow } from '../../db/sql/rereads/listRereads.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { type ReadPage, readStagedPages } from './readStagedPages.ts';

/** A date that was read alone, with its pages. */
export interface ReadDate extends Pick<RereadRow, 'targetDate' | 'fromDate'> {
  readonly pages: readonly ReadPage[];
}

/** Opens the pages of the dates that were read alone. Those that were given up show nothing. */
export async function readRereads(
  deps: Pick<ActivityDeps, 'orm' | 'bank' | 'cipher'>,
  ref: RunAccountRef,
  { connectionId, rereads }: { readonly connectionId: string; readonly rereads: readonly RereadRow[] },
): Promise<ReadDate[]> {
  const dates: ReadDate[] = [];
  for (const { readNo, targetDate, fromDate, state } of rereads) {
    if (state !== 'read') continue;
    const purpose = `reread-${readNo}`;
    const heads = await withClient(deps.orm.em, { clientId: ref.clientId, role: 'kontosync_worker' }, (em) =>
      listPageHeads(em, ref, purpose),
    );
    const pageNos = heads.map(({ pageNo }) => pageNo);
    dates.push({ targetDate, fromDate, pages: await readStagedPages(deps, { ref, connectionId, purpose, pageNos }) });
  }
  return dates;
}
