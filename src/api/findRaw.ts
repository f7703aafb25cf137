import type { EntityManager } from '@mikro-orm/postgresql';
import { listStagedPages } from '../db/sql/pages/listStagedPages.ts';
import { listRawPages, type RawPage, type RawTarget } from '../db/sql/read/listRawPages.ts';
import { bucketKey } from '../domain/ledger/bucket.ts';
import { contentDigestHex } from '../domain/ledger/contentDigest.ts';
import type { ApiDeps } from './apiDeps.ts';

export interface RawEntry {
  readonly page: RawPage;
  readonly position: number;
  /** As received: JSON text. */
  readonly raw: string;
}

/**
 * What the bank sent for a row, out of its archived pages: the entry of the row's bucket and content. Of equal entries
 * any is as good. Null: no kept page holds it. Throws the cipher's errors.
 */
export async function findRaw(
  { bank, cipher }: Pick<ApiDeps, 'bank' | 'cipher'>,
  em: EntityManager,
  { clientId, transactionId, target }: { clientId: string; transactionId: string; target: RawTarget },
): Promise<RawEntry | null> {
  const wanted = bucketKey({ ...target, amountMinor: BigInt(target.amountMinor) });
  for (const page of await listRawPages(em, clientId, transactionId)) {
    const ref = { clientId, runId: page.runId, accountId: target.accountId };
    const [stored] = await listStagedPages(em, ref, { purpose: page.purpose, pageNos: [page.pageNo] });
    if (stored === undefined) continue; // taken away meanwhile
    const { body, keyId, kdfSalt: salt, kdfIterations: iterations } = stored;
    const scope = { connectionId: page.connectionId, kind: 'page', keyId, salt, iterations };
    const opened = await cipher.decryptBytes({ ...scope, ciphertext: body });
    for (const item of bank.readPage(opened)) {
      if (item.kind !== 'booked' || bucketKey(item.entry) !== wanted) continue;
      if (contentDigestHex(item.entry) !== target.contentSha256) continue;
      const raw = bank.readRaw(opened, item.position);
      if (raw !== null) return { page, position: item.position, raw };
    }
  }
  return null;
}
