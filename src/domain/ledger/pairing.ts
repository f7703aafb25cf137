/** What is still unpaired in a bucket, each side in a fixed order; pairing returns the rest and changes nothing. */
export interface Leftover<Row, Entry> {
  readonly rows: readonly Row[];
  readonly entries: readonly Entry[];
}
export interface Pairing<Row, Entry> extends Leftover<Row, Entry> {
  readonly pairs: readonly (readonly [Row, Entry])[];
}

/** Pairs one to one where both sides have the same key, earlier ones first. `null` pairs with nothing. Linear. */
export function pairByKey<Row, Entry>(
  { rows, entries }: Leftover<Row, Entry>,
  rowKey: (row: Row) => string | null,
  entryKey: (entry: Entry) => string | null,
): Pairing<Row, Entry> {
  const waiting = new Map<string, { readonly queue: Row[]; next: number }>();
  const unpaired = new Set(rows);
  for (const row of rows) {
    const key = rowKey(row);
    if (key === null) continue;
    const known = waiting.get(key);
    if (known === undefined) waiting.set(key, { queue: [row], next: 0 });
    else known.queue.push(row);
  }
  const pairs: (readonly [Row, Entry])[] = [];
  const rest: Entry[] = [];
  for (const entry of entries) {
    const key = entryKey(entry);
    const found = key === null ? undefined : waiting.get(key);
    const row = found?.queue[found.next];
    if (found === undefined || row === undefined) {
      rest.push(entry);
      continue;
    }
    found.next += 1;
    unpaired.delete(row);
    pairs.push([row, entry]);
  }
  return { pairs, rows: [...unpaired], entries: rest };
}

/**
 * Pairs each row with the first entry left that `accept` takes, until it was asked `mostComparisons` times: quadratic where
 * most are refused. What is left then stays unpaired.
 */
export function pairInOrder<Row, Entry>(
  { rows, entries }: Leftover<Row, Entry>,
  accept: (row: Row, entry: Entry) => boolean,
  mostComparisons: number,
): Pairing<Row, Entry> {
  let compared = 0;
  const left = new Set(entries);
  const pairs: (readonly [Row, Entry])[] = [];
  const rest: Row[] = [];
  for (const row of rows) {
    const entry = firstOf(left, (candidate) => accept(row, candidate));
    if (entry === undefined) {
      rest.push(row);
      continue;
    }
    left.delete(entry);
    pairs.push([row, entry]);
  }
  return { pairs, rows: rest, entries: [...left] };

  function firstOf(candidates: Iterable<Entry>, isTaken: (candidate: Entry) => boolean): Entry | undefined {
    for (const candidate of candidates) {
      if (compared >= mostComparisons) return undefined;
      compared += 1;
      if (isTaken(candidate)) return candidate;
    }
    return undefined;
  }
}
