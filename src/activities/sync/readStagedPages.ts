import { createHash } from 'node:crypto';
import type { RunAccountRef } from '../../contracts/sync.ts';
import { listStagedPages, type StoredPage } from '../../db/sql/pages/listStagedPages.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { CalendarDate } from '../../domain/calendarDate.ts';
import { observe } from '../../domain/ledger/contentDigest.ts';
import type { ObservedEntry } from '../../domain/ledger/mergePlan.ts';
import type { SnapshotPage } from '../../domain/ledger/snapshot.ts';
import type { ActivityDeps } from '../activityDeps.ts';

/** An entry of the bank that cannot be understood. */
export interface UnreadableEntry {
  readonly pageNo: number;
  readonly position: number;
  readonly reason: string;
  /** Where the entry tells it all the same. */
  readonly bookingDate: CalendarDate | null;
  /** As received: JSON text. */
  readonly raw: string;
  /** Of it, hex: the same form again is the same entry. */
  readonly rawSha256: string;
}

export interface ReadPage extends SnapshotPage {
  readonly unreadable: readonly UnreadableEntry[];
}

export interface PagesToRead {
  readonly ref: RunAccountRef;
  readonly connectionId: string;
  /** `window`, or `reread-<n>`. */
  readonly purpose: string;
  readonly pageNos: readonly number[];
}

/** Pages whose bodies are in memory at once. */
const pagesAtOnce = 10;

/** Opens staged pages and understands their entries, in the order of the pages. */
export async function readStagedPages(
  { orm, bank, cipher }: Pick<ActivityDeps, 'orm' | 'bank' | 'cipher'>,
  { ref, connectionId, purpose, pageNos }: PagesToRead,
): Promise<ReadPage[]> {
  const read = async ({ pageNo, bodySha256, body, kdfSalt, kdfIterations, keyId }: StoredPage): Promise<ReadPage> => {
    const key = { keyId, salt: kdfSalt, iterations: kdfIterations };
    const opened = await cipher.decryptBytes({ connectionId, kind: 'page', ciphertext: body, ...key });
    const entries: ObservedEntry[] = [];
    const unreadable: UnreadableEntry[] = [];
    for (const item of bank.readPage(opened)) {
      if (item.kind === 'booked') {
        entries.push(observe(item.entry));
        continue;
      }
      const { position, reason, bookingDate } = item;
      const raw = bank.readRaw(opened, position) ?? '';
      const rawSha256 = createHash('sha256').update(raw).digest('hex');
      unreadable.push({ pageNo, position, reason, bookingDate, raw, rawSha256 });
    }
    return { pageNo, bodySha256: bodySha256.toString('hex'), entries, unreadable };
  };

  const pages: ReadPage[] = [];
  for (let at = 0; at < pageNos.length; at += pagesAtOnce) {
    const some = { purpose, pageNos: pageNos.slice(at, at + pagesAtOnce) };
    const stored = await withClient(orm.em, { clientId: ref.clientId, role: 'kontosync_worker' }, (em) =>
      listStagedPages(em, ref, some),
    );
    for (const page of stored) pages.push(await read(page));
  }
  return pages;
}
