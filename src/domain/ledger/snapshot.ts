import { bucketKey } from './bucket.ts';
import { demotionsInPages } from './demotions.ts';
import { type Demotion, demoted, type IdPolicies, provenIds } from './idPolicy.ts';
import type { ObservedEntry, RereadSnapshot } from './mergePlan.ts';
import { repeatedHead } from './pageOverlap.ts';

/** The understood entries of one page, in the bank's order. */
export interface SnapshotPage {
  readonly pageNo: number;
  /** Hex. */
  readonly bodySha256: string;
  readonly entries: readonly ObservedEntry[];
}

export interface TakenSnapshot extends RereadSnapshot {
  /** What the pages alone say against the ids: blank, positional, twice on one page. */
  readonly demotions: readonly Demotion[];
  /** As they are after it. */
  readonly policies: IdPolicies;
}

/**
 * Puts the pages of one read together (ledger 5, 6 step 1): ids are demoted first, then entries with one proven id become
 * one; what a repeated page, or the head of a page, may show a second time is kept as doubtful. Pure; pages may come in
 * any order and some may be left out, those of days that nobody asks about.
 */
export function takeSnapshot(pages: readonly SnapshotPage[], policies: IdPolicies): TakenSnapshot {
  const inOrder = pages.toSorted((a, b) => a.pageNo - b.pageNo);
  const demotions = demotionsInPages(
    inOrder.map(({ entries }) => entries),
    policies,
  );
  const now = demoted(policies, demotions);
  const entries: ObservedEntry[] = [];
  const collapsed: ObservedEntry[] = [];
  const doubtful = new Set<ObservedEntry>();
  const ofRepeatedPages = new Set<ObservedEntry>();
  const seenIds = new Set<string>();
  const shownPages = new Set<string>();
  let before: { readonly pageNo: number; readonly keys: readonly (readonly string[])[] } = { pageNo: -1, keys: [] };
  for (const { pageNo, bodySha256, entries: onPage } of inOrder) {
    const keys = onPage.map(contentKey);
    const recent = before.pageNo + 1 === pageNo ? before.keys : [];
    // The same rows under another link are the same page, though its body is another.
    const names = [bodySha256, ...(onPage.length > 0 ? [onPage.map(rowKey).join('\n')] : [])];
    const isRepeated = names.some((name) => shownPages.has(name));
    const repeated = isRepeated ? onPage.length : repeatedHead(recent.flat(), keys);
    for (const name of names) shownPages.add(name);
    for (const [position, item] of onPage.entries()) {
      const ids = provenIds(item.entry, now);
      if (ids.some((id) => seenIds.has(id))) {
        collapsed.push(item);
        continue;
      }
      for (const id of ids) seenIds.add(id);
      entries.push(item);
      // A proven id that did not come before names an entry of its own, whatever its neighbours look like.
      if (position >= repeated || ids.length > 0) continue;
      doubtful.add(item);
      if (isRepeated) ofRepeatedPages.add(item);
    }
    before = { pageNo, keys: [...recent.slice(-1), keys] };
  }
  const repeated = isShownTwice(entries, doubtful) ? doubtful : ofRepeatedPages;
  return { entries, doubtful, repeated, collapsed, demotions, policies: now };
}

/** All that a read surely shows it shows again: a list that came twice, wherever its pages were cut. */
function isShownTwice(entries: readonly ObservedEntry[], doubtful: ReadonlySet<ObservedEntry>): boolean {
  if (doubtful.size * 2 < entries.length) return false;
  const again = new Map<string, number>();
  for (const key of [...doubtful].map(contentKey)) again.set(key, (again.get(key) ?? 0) + 1);
  for (const key of entries.filter((item) => !doubtful.has(item)).map(contentKey)) {
    const left = again.get(key) ?? 0;
    if (left === 0) return false;
    again.set(key, left - 1);
  }
  return true;
}

const rowKey = (item: ObservedEntry): string =>
  `${contentKey(item)}|${item.entry.bankIds.transactionId}|${item.entry.bankIds.entryReference}`;
const contentKey = ({ entry, contentSha256 }: ObservedEntry): string => `${bucketKey(entry)}|${contentSha256}`;
