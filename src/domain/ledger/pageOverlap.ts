/**
 * How many entries at the head of a page repeat what came before it: rows that were booked while the pages were read move
 * the others to later pages (ledger 5). Either the head is the tail of what came before, or the whole page lies within it.
 * `before` holds the entries of the two pages before, by content; a real twin across the edge looks the same, so the
 * answer is a doubt, never a proof.
 */
export function repeatedHead(before: readonly string[], page: readonly string[]): number {
  if (page.length === 0 || before.length === 0) return 0;
  for (let length = Math.min(before.length, page.length); length > 0; length -= 1)
    if (isRunAt(before, before.length - length, page, length)) return length;
  for (let start = 0; start + page.length < before.length; start += 1)
    if (isRunAt(before, start, page, page.length)) return page.length;
  return 0;
}

function isRunAt(before: readonly string[], start: number, page: readonly string[], length: number): boolean {
  for (let index = 0; index < length; index += 1) if (before[start + index] !== page[index]) return false;
  return true;
}
