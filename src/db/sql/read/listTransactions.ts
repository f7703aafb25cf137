import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { type StoredTransaction, transactionColumns, transactionJoins } from './transactionColumns.ts';

export interface TransactionFilter {
  readonly clientId: string;
  readonly connectionId: string | null;
  readonly accountId: string | null;
  /** Booking dates, inclusive. */
  readonly from: string | null;
  readonly to: string | null;
  readonly status: string;
  readonly matchStatus: string | null;
  /** Rows that this run brought or was the last to change. */
  readonly runId: string | null;
  /** The row behind which the page begins. */
  readonly after: { readonly bookingDate: string; readonly id: string } | null;
  readonly limit: number;
}

/** Rows of a client by booking date and id (C-14); one more than `limit` where there are more. */
export const listTransactions = (em: EntityManager, filter: TransactionFilter): Promise<StoredTransaction[]> =>
  query<StoredTransaction>(
    em,
    `with page as materialized (
       select * from bank_transactions
       where client_id = $1
         and ($2::uuid is null
              or account_id in (select id from bank_accounts where client_id = $1 and connection_id = $2))
         and ($3::uuid is null or account_id = $3)
         and ($4::date is null or booking_date >= $4)
         and ($5::date is null or booking_date <= $5)
         and status = $6
         and ($7::text is null or match_status = $7)
         and ($8::uuid is null or first_run_id = $8 or last_changed_run_id = $8)
         and ($9::date is null or (booking_date, id) > ($9, $10::uuid))
       order by booking_date, id
       limit $11
     )
     select ${transactionColumns} from page t ${transactionJoins}
     order by t.booking_date, t.id`,
    [
      filter.clientId,
      filter.connectionId,
      filter.accountId,
      filter.from,
      filter.to,
      filter.status,
      filter.matchStatus,
      filter.runId,
      filter.after?.bookingDate ?? null,
      filter.after?.id ?? null,
      filter.limit + 1,
    ],
  );
