import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../../contracts/sync.ts';
import { query } from '../../tenantScope.ts';

export interface StoredPage {
  readonly pageNo: number;
  readonly bodySha256: Buffer;
  readonly body: Buffer;
  readonly keyId: string;
  readonly kdfSalt: Buffer;
  readonly kdfIterations: number;
  /** Epoch milliseconds, as text. */
  readonly fetchedMs: string;
}

/** Some pages of a window, as encrypted, in the order in which they were read, after a page number. */
export const listStagedPages = (
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<StoredPage[]> =>
  query<StoredPage>(
    em,
    `select page_no as "pageNo", body_sha256 as "bodySha256", body, key_id as "keyId", kdf_salt as "kdfSalt",
            kdf_iterations as "kdfIterations", (extract(epoch from fetched_at) * 1000)::bigint as "fetchedMs"
     from sync_pages
     where client_id = $1 and run_id = $2 and account_id = $3 and purpose = 'window' and page_no > $4
     order by page_no limit $5`,
    [clientId, runId, accountId, after, limit],
  );
