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

/** Pairs the best first, each side once; `score` is asked for every combination. Ties go to the earlier row, then entry. */
export function pairBestFirst<Row, Entry>(
  { rows, entries }: Leftover<Row, Entry>,
  score: (row: Row, entry: Entry) => number | null,
): Pairing<Row, Entry> {
  const combinations = rows.flatMap((row, rowIndex) =>
    entries.flatMap((entry, entryIndex) => {
      const value = score(row, entry);
      return value === null ? [] : [{ row, entry, rowIndex, entryIndex, value }];
    }),
  );
  combinations.sort((a, b) => b.value - a.value || a.rowIndex - b.rowIndex || a.entryIndex - b.entryIndex);
  const [freeRows, freeEntries] = [new Set(rows), new Set(entries)];
  const pairs: (readonly [Row, Entry])[] = [];
  for (const { row, entry } of combinations) {
    if (!freeRows.has(row) || !freeEntries.has(entry)) continue;
    freeRows.delete(row);
    freeEntries.delete(entry);
    pairs.push([row, entry]);
  }
  return { pairs, rows: [...freeRows], entries: [...freeEntries] };
}

/**
 * Pairs as many as can be paired (augmenting paths), starting from what is paired already: a row that took an entry
 * another row needs gives it up where it may take a free one.
 */
export function pairAsMany<Row, Entry>(
  { pairs, rows, entries }: Pairing<Row, Entry>,
  accept: (row: Row, entry: Entry) => boolean,
): Pairing<Row, Entry> {
  const rowOf = new Map(pairs.map(([row, entry]) => [entry, row] as const));
  const allEntries = [...pairs.map(([, entry]) => entry), ...entries];
  const augment = (row: Row, tried: Set<Entry>): boolean =>
    allEntries.some((entry) => {
      if (tried.has(entry) || !accept(row, entry)) return false;
      tried.add(entry);
      const holder = rowOf.get(entry);
      if (holder !== undefined && !augment(holder, tried)) return false;
      rowOf.set(entry, row);
      return true;
    });
  const rest = rows.filter((row) => !augment(row, new Set()));
  return {
    pairs: [...rowOf].map(([entry, row]) => [row, entry] as const),
    rows: rest,
    entries: entries.filter((entry) => !rowOf.has(entry)),
  };
}
