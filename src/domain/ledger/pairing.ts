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

/** Pairs each row with the first entry left that `accept` takes. Quadratic where most are refused. */
export function pairInOrder<Row, Entry>(
  { rows, entries }: Leftover<Row, Entry>,
  accept: (row: Row, entry: Entry) => boolean,
): Pairing<Row, Entry> {
  const left = new Set(entries);
  const pairs: (readonly [Row, Entry])[] = [];
  const rest: Row[] = [];
  for (const row of rows) {
    const entry = left.size === 0 ? undefined : firstOf(left, (candidate) => accept(row, candidate));
    if (entry === undefined) {
      rest.push(row);
      continue;
    }
    left.delete(entry);
    pairs.push([row, entry]);
  }
  return { pairs, rows: rest, entries: [...left] };
}

function firstOf<T>(items: Iterable<T>, accept: (item: T) => boolean): T | undefined {
  for (const item of items) if (accept(item)) return item;
  return undefined;
}
