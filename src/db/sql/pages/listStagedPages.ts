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
}

/** Some pages of a read, `window` or `reread-<n>`, as encrypted, in the order in which they were read. */
export const listStagedPages = (
  em: EntityManager,
  { clientId, runId, accountId }: RunAccountRef,
  { purpose, pageNos }: { readonly purpose: string; readonly pageNos: readonly number[] },
): Promise<StoredPage[]> =>
  query<StoredPage>(
    em,
    `select page_no as "pageNo", body_sha256 as "bodySha256", body, key_id as "keyId", kdf_salt as "kdfSalt",
            kdf_iterations as "kdfIterations"
     from sync_pages
     where client_id = $1 and run_id = $2 and account_id = $3 and purpose = $4 and page_no = any($5)
     order by page_no`,
    [clientId, runId, accountId, purpose, pageNos],
  );
