import type { RunAccountRef } from '../../contracts/sync.ts';
import type { UnreadableEntry } from '../../db/sql/ledger/insertQuarantined.ts';
import { listStagedPages, type StoredPage } from '../../db/sql/pages/listStagedPages.ts';
import { withClient } from '../../db/tenantScope.ts';
import { contentDigestHex } from '../../domain/ledger/contentDigest.ts';
import type { ObservedEntry } from '../../domain/ledger/mergePlan.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { StepError } from '../stepError.ts';
import { maxUnreadableShare } from './limits.ts';

/** What a completely staged window shows. */
export interface WindowRead {
  readonly observed: readonly ObservedEntry[];
  readonly unreadable: readonly UnreadableEntry[];
  /** When its first page was read. */
  readonly beganAtMs: number | null;
}

/** Pages that are in memory at once. */
const pagesAtOnce = 10;

/**
 * Opens the staged pages and understands their entries. A page whose body came before is dropped: it is the same page
 * under another key (ledger 5). Throws `StepError` `bank_contract_violation` where more than a fifth of a page cannot be
 * read: the bank's format has changed, and nothing is merged (D-16).
 */
export async function readWindow(
  { orm, bank, cipher }: Pick<ActivityDeps, 'orm' | 'bank' | 'cipher'>,
  ref: RunAccountRef,
  connectionId: string,
): Promise<WindowRead> {
  const observed: ObservedEntry[] = [];
  const unreadable: UnreadableEntry[] = [];
  const bodies = new Set<string>();
  let beganAtMs: number | null = null;
  let after = 0;

  const readPage = async ({ pageNo, bodySha256, body, fetchedMs, kdfSalt, kdfIterations, keyId }: StoredPage) => {
    beganAtMs = Math.min(beganAtMs ?? Infinity, Number(fetchedMs));
    const sha256 = bodySha256.toString('hex');
    if (bodies.has(sha256)) return;
    bodies.add(sha256);
    const key = { keyId, salt: kdfSalt, iterations: kdfIterations };
    const entries = bank.readPage(await cipher.decryptBytes({ connectionId, kind: 'page', ciphertext: body, ...key }));
    let unreadableHere = 0;
    for (const item of entries) {
      if (item.kind === 'booked') {
        observed.push({ entry: item.entry, contentSha256: contentDigestHex(item.entry) });
        continue;
      }
      unreadableHere += 1;
      unreadable.push({ pageNo, position: item.position, reason: item.reason });
    }
    if (unreadableHere > entries.length * maxUnreadableShare) throw new StepError('bank_contract_violation');
  };

  for (;;) {
    const pages = await withClient(orm.em, { clientId: ref.clientId, role: 'kontosync_worker' }, (em) =>
      listStagedPages(em, ref, { after, limit: pagesAtOnce }),
    );
    for (const page of pages) await readPage(page);
    const last = pages.at(-1);
    if (last === undefined || pages.length < pagesAtOnce) return { observed, unreadable, beganAtMs };
    after = last.pageNo;
  }
}
