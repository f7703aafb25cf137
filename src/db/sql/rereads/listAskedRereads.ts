import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';

/** A date that waits to be read alone. */
export interface AskedReread {
  readonly readNo: number;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  /** The link to the page that comes next; null: the first page. */
  readonly cursor: string | null;
  /** Staged so far. */
  readonly pages: number;
}

/** The dates of a part that are still to be read, in the order in which the merge asked for them. */
export const listAskedRereads = (
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
): Promise<AskedReread[]> =>
  query<AskedReread>(
    em,
    `select read_no as "readNo", from_date as "from", target_date as "to", cursor, pages
     from sync_rereads
     where client_id = $1 and run_id = $2 and account_id = $3 and state = 'asked'
     order by read_no`,
    [clientId, runId, accountId],
  );
