import { addDays, type CalendarDate } from '../../../src/domain/calendarDate.ts';
import { coverageAfterRead } from '../../../src/domain/coverageAfterRead.ts';
import { addUpDays, digestDays } from '../../../src/domain/ledger/dayDigest.ts';
import { demoted } from '../../../src/domain/ledger/idPolicy.ts';
import type { MergeInput, MergePlan, Reread } from '../../../src/domain/ledger/mergePlan.ts';
import { planMerge } from '../../../src/domain/ledger/planMerge.ts';
import { decideQuarantine } from '../../../src/domain/ledger/quarantine.ts';
import { planRunWindow } from '../../../src/domain/ledger/runWindow.ts';
import { skippableDates } from '../../../src/domain/ledger/skippableDates.ts';
import { takeSnapshots } from '../../../src/domain/ledger/takeSnapshots.ts';
import { applyPlan, type MemoryLedger } from './memoryLedger.ts';
import { answer, type ModelPage, type Mood, type TrueRow } from './modelBank.ts';

export const limits = { attendedHistoryDays: 395, unattendedHistoryDays: 89 };
/** First pages that a night's run may ask for (ledger 5). */
export const callsARun = 3;

export interface NightRun {
  readonly input: MergeInput;
  readonly plan: MergePlan;
  readonly calls: number;
  readonly fetched: number;
  readonly skippedEntries: number;
  readonly errors: number;
  /** Entries that may have been shown twice and were not taken. */
  readonly dropped: number;
  readonly rereadDates: ReadonlySet<string>;
}

/**
 * One night's run in the order of the steps: window, pages, what is skipped, plan, dates alone, plan again, all of it
 * carried out. `null`: a fifth of a page could not be read, or the process died, and nothing was merged.
 */
export function runNight(
  ledger: MemoryLedger,
  rows: readonly TrueRow[],
  {
    today,
    mood,
    mayReread,
    dies,
  }: { readonly today: CalendarDate; readonly mood: Mood; readonly mayReread: boolean; readonly dies: boolean },
): NightRun | null {
  const oldest = [...ledger.unsettled.keys()].filter((date) => date >= addDays(today, -limits.unattendedHistoryDays));
  const window = planRunWindow({
    today,
    attended: false,
    descriptorLimits: limits,
    highWaterDate: ledger.mark,
    historyFrom: null,
    isFirst: ledger.merges === 0,
    goesOn: true,
    achievedFrom: ledger.coverage[0]?.from ?? null,
    lastDeepOn: ledger.lastDeepOn,
    oldestUnsettled: (oldest.toSorted()[0] as CalendarDate | undefined) ?? null,
    asked: [],
  });
  if (window === null) return null;
  const pages = answer(rows, window, mood);
  if (pages.some(isBroken)) return null;
  // A bank without ids that shows some rows twice whenever it is asked cannot be told from one that holds equal rows; one
  // that repeats a page whole can.
  const alone = { ...mood, showsMore: false, shift: mood.ids === 'stable' ? mood.shift : 0 };
  // Nor can the only date that there is, cut off whenever it is asked for.
  const again = new Map<CalendarDate, { fromDate: CalendarDate; pages: readonly ModelPage[] }>();
  let calls = 1;
  for (let round = 0; ; round += 1) {
    const made = makePlan(ledger, { pages, again, window, today });
    const wanted = mayReread && round < 2 ? made.plan.rereads.slice(0, callsARun - calls) : [];
    if (wanted.length > 0) {
      for (const { targetDate, fromDate } of wanted) {
        calls += 1;
        again.set(targetDate, {
          fromDate,
          pages: answer(
            rows,
            { from: fromDate, to: targetDate },
            fromDate < targetDate ? alone : { ...alone, pagesLeft: null },
          ),
        });
      }
      continue;
    }
    if (dies) return null;
    carryOut(ledger, { ...made, window, today });
    return { ...made, calls, rereadDates: new Set(again.keys()) };
  }
}

const isBroken = ({ entries, unreadable }: ModelPage): boolean =>
  unreadable.length > (entries.length + unreadable.length) * 0.2;

interface Read {
  readonly pages: readonly ModelPage[];
  readonly again: ReadonlyMap<CalendarDate, { readonly fromDate: CalendarDate; readonly pages: readonly ModelPage[] }>;
  readonly window: { readonly from: CalendarDate; readonly to: CalendarDate; readonly deep: boolean };
  readonly today: CalendarDate;
}

function makePlan(ledger: MemoryLedger, { pages, again, window, today }: Read) {
  const shown = addUpDays(pages.flatMap(({ entries }) => digestDays(entries, ledger.policies)));
  const skippedDates = skippableDates({
    shown,
    settled: [...ledger.digests.values()],
    unsettled: [...ledger.unsettled.keys()] as CalendarDate[],
    wanted: new Set(),
  });
  const asideDecision = decideQuarantine(
    ledger.quarantine,
    pages.flatMap((page) => page.unreadable),
  );
  const taken = takeSnapshots(
    pages,
    [...again.values()].map((read) => read.pages),
    ledger.policies,
  );
  const isKept = ({ entry }: { readonly entry: { readonly bookingDate: CalendarDate } }) =>
    !skippedDates.has(entry.bookingDate);
  const snapshot = {
    entries: taken.window.entries.filter(isKept),
    doubtful: new Set([...taken.window.doubtful].filter(isKept)),
    collapsed: taken.window.collapsed.filter(isKept),
  };
  const rereads = [...again].map(
    ([targetDate, { fromDate, pages: read }], index): Reread => ({
      targetDate,
      fromDate,
      snapshot: taken.rereads[index] ?? { entries: [], doubtful: new Set(), repeated: new Set(), collapsed: [] },
      hasUnreadable: read.some(({ unreadable }) => unreadable.length > 0),
    }),
  );
  const live = ledger.rows.filter(({ status, missCount }) => status === 'booked' && missCount === 0);
  const floor = addDays(today, -limits.unattendedHistoryDays);
  const before = live.map(({ bookingDate }) => bookingDate).filter((date) => floor <= date && date < window.from);
  const input: MergeInput = {
    stored: ledger.rows,
    snapshot,
    rereads,
    policies: taken.policies,
    window,
    skippedDates,
    quarantinedDates: asideDecision.heldDates,
    hasUndatedQuarantine: asideDecision.hasUndated,
    mergeNo: ledger.merges + 1,
    today,
    unsettledSince: ledger.unsettled,
    liveDatesBeforeWindow: [...new Set(before as CalendarDate[])].toSorted().slice(-2),
    toldUnprovable: new Set(
      [...ledger.tasks.values()].flatMap(({ kind, rows }) =>
        kind === 'withdrawal_not_provable' ? rows.flatMap((row) => ('storedId' in row ? [row.storedId] : [])) : [],
      ),
    ),
  };
  const plan = planMerge(input);
  const skippedEntries = [...skippedDates].reduce((sum, date) => sum + (shown.get(date)?.entries ?? 0), 0);
  const errors = pages.reduce((sum, { unreadable }) => sum + unreadable.length, 0);
  return {
    input,
    plan,
    shown,
    aside: asideDecision,
    demotions: [...taken.demotions, ...plan.demotions],
    skippedEntries,
    errors,
    dropped: snapshot.doubtful.size + snapshot.collapsed.length,
    fetched: plan.inserts.length + plan.duplicates + skippedEntries + errors,
  };
}

function carryOut(
  ledger: MemoryLedger,
  { input, plan, shown, aside, demotions, window, today }: ReturnType<typeof makePlan> & Pick<Read, 'window' | 'today'>,
): void {
  applyPlan(ledger, plan, input.mergeNo);
  ledger.policies = demoted(ledger.policies, demotions);
  for (const { rawSha256, bookingDate } of aside.toStore)
    ledger.quarantine.push({ rawSha256, bookingDate: bookingDate ?? '', accepted: false, entries: 1 });
  for (const date of ledger.digests.keys())
    if ((window.from <= date && date <= window.to) || shown.has(date as CalendarDate))
      if (!input.skippedDates.has(date)) ledger.digests.delete(date);
  for (const day of shown.values()) if (plan.settledDates.has(day.date)) ledger.digests.set(day.date, day);
  for (const date of ledger.unsettled.keys())
    if (window.from <= date && date <= window.to && !plan.unsettled.has(date)) ledger.unsettled.delete(date);
  for (const date of plan.unsettled.keys()) if (!ledger.unsettled.has(date)) ledger.unsettled.set(date, today);
  if (demotions.length > 0) {
    ledger.digests.clear();
    ledger.lastDeepOn = null;
  } else if (window.deep) ledger.lastDeepOn = today;
  const coverage = coverageAfterRead(ledger.coverage, {
    window,
    readOn: today,
    highWaterDate: ledger.mark,
    unattendedHistoryDays: limits.unattendedHistoryDays,
    askedFrom: null,
    oldestShown: [...shown.keys()].filter((date) => date >= window.from).toSorted()[0] ?? null,
    changedDates: [],
  });
  ledger.coverage = coverage.intervals;
  ledger.mark = coverage.highWaterDate;
}
