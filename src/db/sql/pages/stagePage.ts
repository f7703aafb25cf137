import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import { query } from '../../tenantScope.ts';

export interface StagedPage {
  readonly pageNo: number;
  readonly pageKey: string;
  readonly bodySha256: Buffer;
  readonly body: Buffer;
  readonly keyId: string;
  readonly kdfSalt: Buffer;
  readonly kdfIterations: number;
  /** Booked entries on it. */
  readonly rows: number;
  /** Null: it was the last, and the window is read whole. */
  readonly nextCursor: string | null;
  readonly fetchedAt: Date;
}

/**
 * A page and the cursor behind it, in one statement (D-1, D-2). An upsert: fetched again after a crash, the page takes
 * its own place. False, and nothing is written, for a stale fence.
 */
export async function stagePage(
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  fence: string,
  page: StagedPage,
): Promise<boolean> {
  const written = await query(
    em,
    `with part as (
       update sync_run_accounts p
       set cursor = $5, pages = $6, rows = p.rows + $7, state = case when $5::text is null then 'staged' else 'reading' end
       where p.client_id = $1 and p.run_id = $2 and p.account_id = $3 and p.fence = $4 and p.state = 'reading'
         and p.pages = $6 - 1
         and exists (select from bank_accounts a where a.client_id = $1 and a.id = $3 and a.fence = $4)
       returning p.client_id, p.run_id, p.account_id
     )
     insert into sync_pages (client_id, run_id, account_id, purpose, page_no, page_key, body_sha256, body, key_id,
                             kdf_salt, kdf_iterations, fetched_at)
     select client_id, run_id, account_id, 'window', $6, $8, $9, $10, $11, $12, $13, $14 from part
     on conflict (client_id, run_id, account_id, purpose, page_no) do update
     set page_key = excluded.page_key, body_sha256 = excluded.body_sha256, body = excluded.body,
         key_id = excluded.key_id, kdf_salt = excluded.kdf_salt, kdf_iterations = excluded.kdf_iterations,
         fetched_at = excluded.fetched_at
     returning page_no`,
    [
      clientId,
      runId,
      accountId,
      fence,
      page.nextCursor,
      page.pageNo,
      page.rows,
      page.pageKey,
      page.bodySha256,
      page.body,
      page.keyId,
      page.kdfSalt,
      page.kdfIterations,
      page.fetchedAt,
    ],
  );
  return written.length > 0;
}
