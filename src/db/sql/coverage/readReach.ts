import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { queryOne } from '../../tenantScope.ts';

export interface Reach {
  /** Last day of the unbroken coverage. */
  readonly highWaterDate: CalendarDate | null;
  /** The earliest date that somebody asked this part for; a history that was asked for counts until it was read. */
  readonly askedFrom: CalendarDate | null;
}

/** How far an account has been read, and how far a part of a run was to reach. */
export const readReach = (em: EntityManager, { clientId, runId, accountId }: RunAccountRef): Promise<Reach> =>
  queryOne<Reach>(
    em,
    `select a.last_covered_date as "highWaterDate",
            least(case when a.last_covered_date is null or r.trigger = 'first' then a.history_from end,
                  (select min(q.from_date) from sync_requests q where q.client_id = $1 and q.run_id = $2))
              as "askedFrom"
     from bank_accounts a, sync_runs r
     where a.client_id = $1 and a.id = $3 and r.client_id = $1 and r.id = $2`,
    [clientId, runId, accountId],
  );
