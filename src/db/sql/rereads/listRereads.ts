import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';

/** A date that is read alone before the merge; its pages have the purpose `reread-<readNo>`. */
export interface RereadRow {
  readonly readNo: number;
  readonly targetDate: CalendarDate;
  readonly fromDate: CalendarDate;
  /** `refused`: no read was left, or the bank failed for it: it waits for another run. */
  readonly state: 'asked' | 'read' | 'refused';
}

/** The dates that a part of a run has wanted to read again so far, in that order. */
export const listRereads = (em: EntityManager, { clientId, runId, accountId }: RunAccountRef): Promise<RereadRow[]> =>
  query<RereadRow>(
    em,
    `select read_no as "readNo", target_date as "targetDate", from_date as "fromDate", state
     from sync_rereads where client_id = $1 and run_id = $2 and account_id = $3 order by read_no`,
    [clientId, runId, accountId],
  );
