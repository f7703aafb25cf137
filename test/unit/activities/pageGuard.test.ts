import { describe, expect, test } from '@jest/globals';
import { createPageGuard, type GuardedPage } from '../../../src/activities/sync/pageGuard.ts';

/** A page by its number; `next` is the link on it. */
interface Page extends Partial<GuardedPage> {
  readonly next: string | null;
}

/** Reads the pages in their order, as the reader does; what the last one was refused for, and how many were taken. */
function read(pages: readonly Page[]): { readonly taken: number; readonly refused: string | null } {
  const guard = createPageGuard();
  let cursor: string | null = null;
  for (const [index, { next, ...given }] of pages.entries()) {
    const page: GuardedPage = { pageKey: `key-${index}`, bodySha256: `sha-${index}`, rows: 1, named: [], ...given };
    const refused = guard.judge(page, { cursor, nextCursor: next });
    if (refused !== null) return { taken: index, refused };
    guard.note(page);
    cursor = next;
  }
  return { taken: pages.length, refused: null };
}

const full = (index: number): Page => ({ next: `${index + 1}` });
const last: Page = { next: null };
const empty = (index: number): Page => ({ next: `${index + 1}`, rows: 0 });
const again = (index: number): Page => ({ next: `${index + 1}`, bodySha256: 'sha-0' });
const still = (index: number): Page => ({ next: `${index + 1}`, named: ['id|bucket|content'] });

describe('D-15 pages that bring nothing on', () => {
  const loops: readonly (readonly [string, readonly Page[], number])[] = [
    ['Q08 a page key that came before', [full(0), full(1), { next: '3', pageKey: 'key-0' }], 2],
    ['Q08 a page key that came before, on the last page', [full(0), { next: null, pageKey: 'key-0' }], 1],
    ['Q08 a link to the page itself', [full(0), { next: '1' }], 1],
    ['Q08 a link of the first page to itself', [{ next: 'key-0' }], 0],
    ['F10 a cycle of two', [{ next: 'B' }, { next: 'A' }, { next: 'B', pageKey: 'key-0' }], 2],
    ['Q09 three empty pages in a row', [full(0), empty(1), empty(2), empty(3)], 3],
    ['a body that comes again under new keys', [full(0), again(1), again(2), again(3)], 3],
    ['the same ids with the same contents again and again', [still(0), still(1), still(2), still(3)], 3],
    ['of each kind one', [still(0), empty(1), again(2), still(3)], 3],
  ];
  test.each(loops)('%s', (_what, pages, taken) => {
    expect(read(pages)).toEqual({ taken, refused: 'pagination_loop' });
  });

  const legal: readonly (readonly [string, readonly Page[]])[] = [
    ['Q09 two empty pages, and the rest', [full(0), empty(1), empty(2), full(3), last]],
    ['Q09 two, a full one, and two again', [empty(0), empty(1), full(2), empty(3), empty(4), last]],
    ['nothing at all', [{ next: null, rows: 0 }]],
    ['a last page that brings nothing', [full(0), empty(1), empty(2), { next: null, rows: 0 }]],
    ['a repeated page, twice', [full(0), again(1), again(2), last]],
    [
      'Q07 twins without ids over many pages: nothing proves that they are one',
      Array.from({ length: 8 }, (_, index) => full(index)),
    ],
    [
      'Q03 one id with other contents each time',
      Array.from({ length: 6 }, (_, index) => ({ ...full(index), named: [`id|bucket|${index}`] })),
    ],
    [
      'a page of which not every entry has an id',
      Array.from({ length: 6 }, (_, index) => ({ ...full(index), rows: 2, named: ['id|bucket|content'] })),
    ],
  ];
  test.each(legal)('goes on: %s', (_what, pages) => {
    expect(read(pages)).toEqual({ taken: pages.length, refused: null });
  });
});

describe('D-14 ceilings', () => {
  const many = (count: number, rows: number, end: Page): readonly Page[] => [
    ...Array.from({ length: count - 1 }, (_, index) => ({ ...full(index), rows })),
    end,
  ];
  test.each([
    ['the 1,000th page has a next', many(1_000, 1, full(999)), 999, 'page_ceiling'],
    ['the 1,000th page is the last', many(1_000, 1, last), 1_000, null],
    ['more than 50,000 rows', many(26, 2_000, { ...full(25), rows: 2_000 }), 25, 'page_ceiling'],
    ['more than 50,000 rows, on the last page', many(26, 2_000, { next: null, rows: 1 }), 25, 'page_ceiling'],
    ['50,000 rows', many(25, 2_000, { next: null, rows: 2_000 }), 25, null],
  ])('%s', (_what, pages, taken, refused) => {
    expect(read(pages)).toEqual({ taken, refused });
  });
});
