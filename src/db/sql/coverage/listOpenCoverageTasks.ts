import type { EntityManager } from '@mikro-orm/postgresql';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import type { CoverageTaskKind } from '../../../domain/coverageTasks.ts';
import { query } from '../../tenantScope.ts';

export interface OpenCoverageTask {
  readonly kind: CoverageTaskKind;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** Dates of an account that wait for a person. */
export const listOpenCoverageTasks = (
  em: EntityManager,
  clientId: string,
  accountId: string,
): Promise<OpenCoverageTask[]> =>
  query<OpenCoverageTask>(
    em,
    `select kind, data ->> 'from' as "from", data ->> 'to' as "to" from tasks
     where client_id = $1 and account_id = $2 and status = 'open' and kind in ('coverage_gap', 'history_not_reached')`,
    [clientId, accountId],
  );
