import type { EntityManager } from '@mikro-orm/postgresql';
import type { DateRange } from '../../../domain/coverage.ts';
import { queryOne } from '../../tenantScope.ts';

export interface OpenMatters {
  /** An entry that nobody could understand, nor has accepted, of these dates or of any (ledger 8). */
  readonly isQuarantineOpen: boolean;
  /** There is such an entry of a later date: a figure does not include it, but a window does. */
  readonly isLaterQuarantineOpen: boolean;
  /** A row was missed and is neither withdrawn nor shown again. */
  readonly isWithdrawalOpen: boolean;
  readonly isCountUnsure: boolean;
  /** The difference of an earlier check still waits for a person. */
  readonly isTaskOpen: boolean;
}

/**
 * What keeps an account from being complete, or explains for a while why its figures differ (ledger 7). What no nightly
 * read reaches any more is a person's, and would explain every difference for ever.
 */
export const readOpenMatters = (
  em: EntityManager,
  { clientId, accountId, range }: { readonly clientId: string; readonly accountId: string; readonly range: DateRange },
): Promise<OpenMatters> =>
  queryOne<OpenMatters>(
    em,
    `with told as (
       select kind, (data ->> 'date')::date as date from tasks
       where client_id = $1 and account_id = $2 and kind in ('missed_row_out_of_reach', 'unsettled_date_out_of_reach')
     )
     select exists (
              select from quarantined_entries q
              where q.client_id = $1 and q.account_id = $2 and q.accepted_at is null and q.raw_sha256 is not null
                and (q.booking_date is null or q.booking_date between $3 and $4)
            ) as "isQuarantineOpen",
            exists (
              select from quarantined_entries q
              where q.client_id = $1 and q.account_id = $2 and q.accepted_at is null and q.raw_sha256 is not null
                and q.booking_date > $4
            ) as "isLaterQuarantineOpen",
            exists (
              select from unsettled_dates u
              join bank_transactions t
                on t.client_id = u.client_id and t.account_id = u.account_id and t.booking_date = u.date
              where u.client_id = $1 and u.account_id = $2 and t.status = 'booked' and t.miss_count > 0
                and not exists (
                  select from told k where k.kind = 'missed_row_out_of_reach' and k.date = u.date
                )
            ) as "isWithdrawalOpen",
            exists (
              select from unsettled_dates u
              where u.client_id = $1 and u.account_id = $2 and u.reason = 'uncertain_count'
                and not exists (
                  select from told k where k.kind = 'unsettled_date_out_of_reach' and k.date = u.date
                )
            ) as "isCountUnsure",
            exists (
              select from tasks k
              where k.client_id = $1 and k.account_id = $2 and k.kind = 'balance_differs' and k.status = 'open'
            ) as "isTaskOpen"`,
    [clientId, accountId, range.from, range.to],
  );
