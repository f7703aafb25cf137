import type { EntityManager } from '@mikro-orm/postgresql';
import type { DateRange } from '../../../domain/coverage.ts';
import { queryOne } from '../../tenantScope.ts';

export interface OpenMatters {
  /** An entry that nobody could understand, nor has accepted, of these dates or of any (ledger 8). */
  readonly isQuarantineOpen: boolean;
  /** A row was missed and is neither withdrawn nor shown again. */
  readonly isWithdrawalOpen: boolean;
  readonly isCountUnsure: boolean;
  /** The difference of an earlier check still waits for a person. */
  readonly isTaskOpen: boolean;
}

/** What keeps an account from being complete, or explains for a while why its figures differ (ledger 7). */
export const readOpenMatters = (
  em: EntityManager,
  { clientId, accountId, range }: { readonly clientId: string; readonly accountId: string; readonly range: DateRange },
): Promise<OpenMatters> =>
  queryOne<OpenMatters>(
    em,
    `select exists (
              select from quarantined_entries q
              where q.client_id = $1 and q.account_id = $2 and q.accepted_at is null and q.raw_sha256 is not null
                and (q.booking_date is null or q.booking_date between $3 and $4)
            ) as "isQuarantineOpen",
            exists (
              select from unsettled_dates u
              join bank_transactions t
                on t.client_id = u.client_id and t.account_id = u.account_id and t.booking_date = u.date
              where u.client_id = $1 and u.account_id = $2 and t.status = 'booked' and t.miss_count > 0
            ) as "isWithdrawalOpen",
            exists (
              select from unsettled_dates u
              where u.client_id = $1 and u.account_id = $2 and u.reason = 'uncertain_count'
            ) as "isCountUnsure",
            exists (
              select from tasks k
              where k.client_id = $1 and k.account_id = $2 and k.kind = 'balance_differs' and k.status = 'open'
            ) as "isTaskOpen"`,
    [clientId, accountId, range.from, range.to],
  );
