import type { EntityManager } from '@mikro-orm/postgresql';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import type { AccountHistory } from '../../../domain/ledger/runWindow.ts';
import { query } from '../../tenantScope.ts';

export interface SyncableAccount extends AccountHistory {
  readonly id: string;
  /** The run of another connection is reading it (ledger 9). */
  readonly isElsewhere: boolean;
}

/** The accounts that a run of the connection reads, held until the transaction ends: two runs cannot both take one. */
export const lockSyncableAccounts = (
  em: EntityManager,
  clientId: string,
  connectionId: string,
  {
    heardSince,
    historyFloor,
  }: {
    /** Older runs hold no account: their workflows may be lost, and the fence keeps them from writing (D-3). */
    readonly heardSince: Date;
    /** The oldest date that the bank gives now: what is not settled before it cannot be read again. */
    readonly historyFloor: CalendarDate;
  },
): Promise<SyncableAccount[]> =>
  query<SyncableAccount>(
    em,
    `select a.id, a.last_covered_date as "lastCoveredDate", a.history_from as "historyFrom",
            (select least(a.achieved_from, min(c.from_date)) from coverage c
             where c.client_id = a.client_id and c.account_id = a.id and c.state <> 'gap') as "achievedFrom", a.last_deep_on as "lastDeepOn",
            (select min(u.date) from unsettled_dates u
             where u.client_id = a.client_id and u.account_id = a.id and u.date >= $4) as "oldestUnsettled",
            exists (
              select from sync_run_accounts p
              join sync_runs r on r.client_id = p.client_id and r.id = p.run_id
              join bank_connections c on c.client_id = r.client_id and c.id = r.connection_id
              where p.client_id = a.client_id and p.account_id = a.id and p.state in ('reading', 'staged')
                and r.status = 'running' and r.connection_id <> a.connection_id
                and c.connection_status in ('active', 'expiring', 'needs_operator') and greatest(r.started_at, c.last_attempt_at) > $3
            ) as "isElsewhere"
     from bank_accounts a
     where a.client_id = $1 and a.connection_id = $2 and a.sync_enabled and a.status = 'active'
     order by a.id
     for no key update of a`,
    [clientId, connectionId, heardSince, historyFloor],
  );
