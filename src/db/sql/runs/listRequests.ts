import type { EntityManager } from '@mikro-orm/postgresql';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';

export interface RequestRow {
  readonly id: string;
  readonly trigger: 'first' | 'manual';
  /** No run has taken it in yet. */
  readonly isWaiting: boolean;
  readonly fromDate: CalendarDate | null;
  readonly toDate: CalendarDate | null;
  /** A person stood behind it, and not too long ago to be still there. */
  readonly isAttended: boolean;
}

/** The connection's waiting requests and those of one run, oldest first. */
export const listRequests = (
  em: EntityManager,
  {
    clientId,
    connectionId,
    runId,
    presentSince,
  }: {
    readonly clientId: string;
    readonly connectionId: string;
    readonly runId: string | null;
    /** Persons who asked before this are taken to have left. */
    readonly presentSince: Date;
  },
): Promise<RequestRow[]> =>
  query<RequestRow>(
    em,
    `select id, trigger, run_id is null as "isWaiting", from_date as "fromDate", to_date as "toDate",
            psu_ip_address is not null and requested_at > $4 as "isAttended"
     from sync_requests
     where client_id = $1 and connection_id = $2 and (run_id is null or run_id = $3)
     order by requested_at, id`,
    [clientId, connectionId, runId, presentSince],
  );
