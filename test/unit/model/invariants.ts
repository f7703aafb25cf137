import { addDays, type CalendarDate } from '../../../src/domain/calendarDate.ts';
import { bucketKey } from '../../../src/domain/ledger/bucket.ts';
import { contentDigestHex } from '../../../src/domain/ledger/contentDigest.ts';
import type { StoredRow } from '../../../src/domain/ledger/mergePlan.ts';
import { planMerge } from '../../../src/domain/ledger/planMerge.ts';
import { takeSnapshot } from '../../../src/domain/ledger/snapshot.ts';
import { isHardConflict } from '../../../src/domain/ledger/textEnrichment.ts';
import { comparedWords, leastSimilarity, similarity } from '../../../src/domain/ledger/textSimilarity.ts';
import type { MemoryLedger } from './memoryLedger.ts';
import { answer, countBuckets, entryOf, isReadable, type Mood, quietMood, type TrueRow } from './modelBank.ts';
import { callsARun, type NightRun } from './night.ts';

/** What the bank has shown so far, counted without the cut of its pages. */
export interface Witness {
  readonly mostShown: Map<string, number>;
}
export const createWitness = (): Witness => ({ mostShown: new Map() });

const live = (rows: readonly StoredRow[]): readonly StoredRow[] => rows.filter(({ status }) => status === 'booked');
const countRows = (rows: readonly StoredRow[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const row of live(rows)) counts.set(bucketKey(row), (counts.get(bucketKey(row)) ?? 0) + 1);
  return counts;
};

function hold(rule: string, isTrue: boolean, what: () => string): void {
  if (!isTrue) throw new Error(`${rule}: ${what()}`);
}

interface Merge {
  readonly before: readonly StoredRow[];
  readonly run: NightRun;
  readonly mood: Mood;
  readonly today: CalendarDate;
  readonly witness: Witness;
  /** Buckets of which the bank has hidden a row in an earlier night. */
  readonly denied: ReadonlySet<string>;
}

/** After each merge. */
export function checkMerge(ledger: MemoryLedger, rows: readonly TrueRow[], merge: Merge): void {
  const { before, run, mood, today, witness, denied } = merge;
  const { input, plan } = run;
  // What one read may show at most, whatever its pages: hidden rows come back, clipped ones too.
  for (const [key, count] of countBuckets(rows.filter(isReadable)))
    witness.mostShown.set(key, Math.max(witness.mostShown.get(key) ?? 0, count));
  const [was, now] = [countRows(before), countRows(ledger.rows)];
  const ended = plan.endings.map(({ storedId }) => ledger.rows.find(({ id }) => id === storedId));

  // I3, I4: what was surely shown is there.
  const sure = new Map<string, number>();
  for (const item of input.snapshot.entries)
    if (!input.snapshot.doubtful.has(item)) sure.set(bucketKey(item.entry), (sure.get(bucketKey(item.entry)) ?? 0) + 1);
  for (const [key, count] of sure)
    hold('I4 no loss', (now.get(key) ?? 0) >= count, () => `${key}: ${now.get(key) ?? 0} of ${count} shown`);

  for (const [key, count] of now)
    hold('I5 no invention', count <= (witness.mostShown.get(key) ?? 0), () => `${key}: ${count} rows`);

  // I6: what ends is not at the bank; a row that the bank has hidden in two nights and when asked for its date is not provable.
  // An equal row that comes while another is missed, and is hidden, looks like the one that is gone.
  const missedBefore = new Set(before.filter(({ missCount }) => missCount > 0).map(bucketKey));
  const isDenied = (row: TrueRow): boolean => {
    const key = bucketKey(entryOf(row));
    return mood.hidden.has(row.number) && (denied.has(key) || missedBefore.has(key));
  };
  const truth = countBuckets(rows.filter((row) => !isDenied(row)));
  for (const row of ended) {
    if (row === undefined) continue;
    const key = bucketKey(row);
    const needed = Math.min(truth.get(key) ?? 0, was.get(key) ?? 0);
    hold(
      'I6 no churn',
      (now.get(key) ?? 0) >= needed,
      () => `${key}: a row ended, ${now.get(key) ?? 0} are left of ${needed}`,
    );
  }
  hold(
    'M5 never at the first miss',
    ended.every((row) => row === undefined || isSwap(row) || row.missCount >= 1),
    () => 'ended',
  );
  function isSwap({ id }: StoredRow): boolean {
    return plan.endings.some(({ storedId, reason }) => storedId === id && reason === 'hard_conflict');
  }
  for (const row of ended)
    hold(
      'M1 never without its date read alone',
      row === undefined || run.rereadDates.has(row.bookingDate),
      () => `${row?.bookingDate}`,
    );
  for (const row of ended)
    hold(
      'I6 quarantine',
      row === undefined || !input.quarantinedDates.has(row.bookingDate),
      () => `${row?.bookingDate}`,
    );

  // I12: nothing decided changes in silence.
  const taskRows = new Set(
    [...ledger.tasks.values()].flatMap((task) => task.rows.flatMap((row) => ('storedId' in row ? [row.storedId] : []))),
  );
  for (const row of ended)
    if (row?.matchStatus === 'matched') hold('I12 a matched row ends with a task', taskRows.has(row.id), () => row.id);
  for (const update of plan.updates) {
    const row = before.find(({ id }) => id === update.storedId);
    if (row === undefined) continue;
    const isConflict = isHardConflict(row.details, update.entry.details);
    hold('M28 no pair across a hard conflict', update.tier === 'T0' || !isConflict, () => row.id);
    const alike = similarity(comparedWords(row.details), comparedWords(update.entry.details));
    const isDecided = row.matchStatus === 'matched' || row.matchStatus === 'ignored';
    if (isDecided && update.tier === 'T3' && alike < leastSimilarity)
      hold('I12 another payment comes with a task', taskRows.has(row.id), () => row.id);
  }

  // I14: what was skipped would have changed nothing.
  const full = planMerge({ ...input, skippedDates: new Set(), snapshot: wholeSnapshot(input, rows, mood) });
  const ofSkipped = [...full.updates, ...full.misses, ...full.endings].filter(({ storedId }) =>
    input.skippedDates.has(before.find(({ id }) => id === storedId)?.bookingDate ?? ''),
  );
  const grownSkipped = full.inserts.filter(({ entry }) => input.skippedDates.has(entry.bookingDate));
  hold('I14 skipping', ofSkipped.length + grownSkipped.length === 0, () => JSON.stringify([...input.skippedDates]));

  // I16, I17, I20
  hold('I16 Σ new', ledger.inserted === ledger.rows.length, () => `${ledger.inserted}`);
  hold('I16 fetched', run.fetched >= plan.inserts.length + run.errors, () => `${run.fetched}`);
  hold('I17 the mark', ledger.mark === null || ledger.mark < today, () => `${ledger.mark}`);
  hold('I20 calls', run.calls <= callsARun, () => `${run.calls}`);

  // I2: the order of rows does not matter.
  const turned = planMerge({ ...input, stored: input.stored.toReversed() });
  hold('I2 order', same(turned) === same(plan), () => 'another plan');
}

const same = (plan: NightRun['plan']): string =>
  JSON.stringify(
    [
      plan.inserts.map(({ entry, slot }) => [bucketKey(entry), slot, contentDigestHex(entry)]),
      plan.updates.map(({ storedId, contentSha256 }) => `${storedId} ${contentSha256}`).toSorted(),
      plan.misses.map(({ storedId }) => storedId).toSorted(),
      plan.endings.map(({ storedId, status }) => `${storedId} ${status}`).toSorted(),
    ],
    (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
  );

/** The window's read with what was skipped in it. */
const wholeSnapshot = (input: NightRun['input'], rows: readonly TrueRow[], mood: Mood) =>
  takeSnapshot(answer(rows, input.window, mood), input.policies);

interface Quiet {
  readonly run: NightRun | null;
  readonly before: { readonly tasks: number; readonly rows: readonly StoredRow[] };
  readonly today: CalendarDate;
  readonly witness: Witness;
}

/** I22, and I3 in full, after nine quiet nights. */
export function checkQuiet(ledger: MemoryLedger, rows: readonly TrueRow[], { run, before, today }: Quiet): void {
  // Where no earlier date shows anything, an empty date proves nothing: a task, and the row stays (ledger 6, step 5).
  const unprovable = new Set(
    [...ledger.tasks.values()].flatMap((task) =>
      task.kind === 'withdrawal_not_provable' ? [String(task.data['booking_date'])] : [],
    ),
  );
  const isOpen = ({ bookingDate }: { readonly bookingDate: string }): boolean => unprovable.has(bookingDate);
  const truth = rows.map((row) => entryOf(row, quietMood)).filter((entry) => !isOpen(entry));
  const expected = truth.map((entry) => `${bucketKey(entry)}|${contentDigestHex(entry)}`).toSorted();
  const stored = live(ledger.rows).filter((row) => !isOpen(row));
  const actual = stored.map((row) => `${bucketKey(row)}|${row.contentSha256}`).toSorted();
  hold('I3 the ledger is the bank’s', JSON.stringify(actual) === JSON.stringify(expected), () =>
    [`stored ${actual.length}`, ...actual.map(short), `true ${expected.length}`, ...expected.map(short)].join('\n  '),
  );
  const counts = countRows(ledger.rows);
  for (const [key, count] of countBuckets(rows))
    hold('I3 unprovable dates too', (counts.get(key) ?? 0) >= count, () => key);
  hold('I22 a read came to its end', run !== null, () => 'none');
  hold(
    'I22 no miss is open',
    stored.every(({ missCount }) => missCount === 0),
    () => 'missed rows',
  );
  hold('I22 no task is new', ledger.tasks.size === before.tasks, () => [...ledger.tasks.keys()].join());
  hold('I22 one call', run?.calls === 1, () => `${run?.calls}`);
  const touched = (run?.plan.updates.length ?? 0) + (run?.plan.inserts.length ?? 0) + (run?.plan.endings.length ?? 0);
  hold('I22 no row is touched', touched === 0, () => `${touched}`);
  hold('I22 the mark is yesterday', ledger.mark === addDays(today, -1), () => `${ledger.mark}`);
}

const short = (text: string): string => text.slice(0, -52);
