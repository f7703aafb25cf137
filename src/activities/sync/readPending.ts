import type { PendingEntry } from '../../bank/port.ts';
import type { RunAccountRef } from '../../contracts/sync.ts';
import { listStagedPages } from '../../db/sql/pages/listStagedPages.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ActivityDeps } from '../activityDeps.ts';

/** The reservations that a window's first page tells of: later pages repeat none (bank A.4). */
export async function readPending(
  { orm, bank, cipher }: Pick<ActivityDeps, 'orm' | 'bank' | 'cipher'>,
  ref: RunAccountRef,
  { connectionId }: { readonly connectionId: string },
): Promise<readonly PendingEntry[]> {
  const [page] = await withClient(orm.em, { clientId: ref.clientId, role: 'kontosync_worker' }, (em) =>
    listStagedPages(em, ref, { purpose: 'window', pageNos: [1] }),
  );
  if (page === undefined) return [];
  const { body, keyId, kdfSalt: salt, kdfIterations: iterations } = page;
  const opened = await cipher.decryptBytes({ connectionId, kind: 'page', ciphertext: body, keyId, salt, iterations });
  return bank.readPending(opened);
}
