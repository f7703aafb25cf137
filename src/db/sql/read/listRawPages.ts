import type { EntityManager } from '@mikro-orm/postgresql';
import { query } from '../../tenantScope.ts';
import { instant } from './instant.ts';

/** Where an archived page stands; its body is read by `readRawPage`. */
export interface RawPage {
  readonly runId: string;
  /** The scope of the encryption. */
  readonly connectionId: string;
  readonly purpose: string;
  readonly pageNo: number;
  readonly fetchedAt: string;
}
/** What finds a row's entry on a page. */
export interface RawTarget {
  readonly accountId: string;
  readonly bookingDate: string;
  readonly amountMinor: string;
  readonly currency: string;
  /** Hex, of the details that the row has now. */
  readonly contentSha256: string;
}

/** Null: the client has no such row. */
export async function readRawTarget(
  em: EntityManager,
  clientId: string,
  transactionId: string,
): Promise<RawTarget | null> {
  const [row] = await query<RawTarget>(
    em,
    `select account_id as "accountId", booking_date as "bookingDate", amount_minor::text as "amountMinor", currency,
            encode(content_sha256, 'hex') as "contentSha256"
     from bank_transactions where client_id = $1 and id = $2`,
    [clientId, transactionId],
  );
  return row ?? null;
}

/**
 * The kept pages that may hold a row as it is now: of the runs that brought or changed it, latest first (one that ended
 * it did not show it any more), and of these the pages with its date.
 */
export const listRawPages = (em: EntityManager, clientId: string, transactionId: string): Promise<RawPage[]> =>
  query<RawPage>(
    em,
    `with t as (select * from bank_transactions where client_id = $1 and id = $2),
     runs as (
       select last_changed_run_id as run_id from t
       union select first_run_id from t
       union select run_id from bank_transaction_revisions where client_id = $1 and transaction_id = $2
     )
     select g.run_id as "runId", r.connection_id as "connectionId", g.purpose, g.page_no as "pageNo",
            ${instant('g.fetched_at')} as "fetchedAt"
     from t
     join sync_pages g on g.client_id = t.client_id and g.account_id = t.account_id
       and g.run_id in (select run_id from runs)
     join sync_runs r on r.client_id = g.client_id and r.id = g.run_id
     where g.days is null
        or exists (select from jsonb_array_elements(g.days) d where (d ->> 'date')::date = t.booking_date)
     order by r.started_at desc, r.id desc, g.purpose desc, g.page_no`,
    [clientId, transactionId],
  );
