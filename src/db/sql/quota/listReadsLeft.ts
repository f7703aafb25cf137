import type { EntityManager } from '@mikro-orm/postgresql';
import type { CalendarDate } from '../../../domain/calendarDate.ts';
import { query } from '../../tenantScope.ts';

export interface ReadsLeft {
  readonly accountId: string;
  /** Unattended reads of transactions, the one that is kept for a manual sync included. */
  readonly left: number;
}

/** What the bank still gives today without a person, for each account of a connection. */
export const listReadsLeft = (
  em: EntityManager,
  {
    clientId,
    connectionId,
    bankDay,
    callsPerDay,
  }: {
    readonly clientId: string;
    readonly connectionId: string;
    readonly bankDay: CalendarDate;
    /** The bank's limit. */
    readonly callsPerDay: number;
  },
): Promise<ReadsLeft[]> =>
  query<ReadsLeft>(
    em,
    `select a.id as "accountId",
            case when day.closed then 0 else greatest($4 - coalesce(day.used, 0), 0) end as left
     from bank_accounts a
     left join unattended_bank_reads day on day.client_id = a.client_id and day.account_id = a.id
       and day.endpoint = 'transactions' and day.bank_day = $3
     where a.client_id = $1 and a.connection_id = $2
     order by a.id`,
    [clientId, connectionId, bankDay, callsPerDay],
  );
