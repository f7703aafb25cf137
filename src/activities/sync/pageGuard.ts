import type { ErrorCode } from '../../contracts/errorCodes.ts';
import { maxBarrenPages, maxPages, maxRows } from './limits.ts';

/** A page of a read as the guard knows it. */
export interface GuardedPage {
  readonly pageKey: string;
  /** Hex. */
  readonly bodySha256: string;
  /** Booked entries, readable or not. */
  readonly rows: number;
  /** Of each entry that has an id of the bank: that id, bucket and content. */
  readonly named: readonly string[];
}

/** Watches the pages of one read; `note` is for pages that are taken, in their order. */
export interface PageGuard {
  /** Why reading must end before this page is taken; null: it may be taken. */
  judge(
    page: GuardedPage,
    links: { readonly cursor: string | null; readonly nextCursor: string | null },
  ): ErrorCode | null;
  note(page: GuardedPage): void;
}

/**
 * D-14, D-15: the bank goes round in circles (a page that came before, a link to itself, three pages in a row that bring
 * nothing) or does not come to an end. An empty page with a link is no end (Q09), and its last page may bring nothing.
 *
 * A page brings nothing that has no entry, whose body came before under another key, or whose entries all came before by
 * their ids and contents: it stands still. Equal entries without ids prove nothing, they may be real twins (Q07).
 */
export function createPageGuard(): PageGuard {
  const keys = new Set<string>();
  const bodies = new Set<string>();
  const named = new Set<string>();
  let pages = 0;
  let rows = 0;
  let barrenInARow = 0;

  const isBarren = (page: GuardedPage): boolean =>
    page.rows === 0 ||
    bodies.has(page.bodySha256) ||
    (page.named.length === page.rows && page.named.every((entry) => named.has(entry)));

  return {
    judge(page, { cursor, nextCursor }) {
      if (keys.has(page.pageKey)) return 'pagination_loop';
      if (nextCursor === null) return rows + page.rows > maxRows ? 'page_ceiling' : null;
      if (nextCursor === cursor || nextCursor === page.pageKey) return 'pagination_loop';
      if (isBarren(page) && barrenInARow + 1 >= maxBarrenPages) return 'pagination_loop';
      return pages + 1 >= maxPages || rows + page.rows > maxRows ? 'page_ceiling' : null;
    },
    note(page) {
      barrenInARow = isBarren(page) ? barrenInARow + 1 : 0;
      keys.add(page.pageKey);
      bodies.add(page.bodySha256);
      for (const entry of page.named) named.add(entry);
      pages += 1;
      rows += page.rows;
    },
  };
}
