import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import type { DayDigest } from '../../../domain/ledger/dayDigest.ts';
import { query } from '../../tenantScope.ts';

/** What is known of a staged page while it stays closed. */
export interface PageHead {
  readonly pageNo: number;
  /** Entries that cannot be understood. */
  readonly unreadable: number;
  /** Of the others, a digest for each date; null: the page was staged before there were any. */
  readonly days: readonly DayDigest[] | null;
  /** Epoch milliseconds, as text. */
  readonly fetchedMs: string;
}

/** The pages of a read, `window` or `reread-<n>`, in the order in which they were read, without their bodies. */
export const listPageHeads = (
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  purpose: string,
): Promise<PageHead[]> =>
  query<PageHead>(
    em,
    `select page_no as "pageNo", unreadable, days, (extract(epoch from fetched_at) * 1000)::bigint as "fetchedMs"
     from sync_pages where client_id = $1 and run_id = $2 and account_id = $3 and purpose = $4
     order by page_no`,
    [clientId, runId, accountId, purpose],
  );
