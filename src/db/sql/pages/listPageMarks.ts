import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import { query } from '../../tenantScope.ts';

/** What the guard of a read must know of a page that was staged before (D-15). */
export interface PageMark {
  readonly pageKey: string;
  /** Hex. */
  readonly bodySha256: string;
  /** Booked entries; 1 where a page was staged before they were counted. */
  readonly rows: number;
}

/** The staged pages of a read, `window` or `reread-<n>`, in the order in which they were read. */
export const listPageMarks = (
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  purpose: string,
): Promise<PageMark[]> =>
  query<PageMark>(
    em,
    `select page_key as "pageKey", encode(body_sha256, 'hex') as "bodySha256",
            case when days is null then 1
                 else unreadable + (select coalesce(sum((day ->> 'entries')::int), 0)::int
                                    from jsonb_array_elements(days) as day) end as rows
     from sync_pages
     where client_id = $1 and run_id = $2 and account_id = $3 and purpose = $4
     order by page_no`,
    [clientId, runId, accountId, purpose],
  );
