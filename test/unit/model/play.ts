import { addDays, type CalendarDate, calendarDate } from '../../../src/domain/calendarDate.ts';
import { bucketKey } from '../../../src/domain/ledger/bucket.ts';
import type { Event, History } from './history.ts';
import { checkMerge, checkQuiet, createWitness, type Witness } from './invariants.ts';
import { emptyLedger, type MemoryLedger } from './memoryLedger.ts';
import { answer, countBuckets, type Mood, quietMood, type TrueRow } from './modelBank.ts';
import { runNight } from './night.ts';

const firstNight = calendarDate('2026-03-20');
const quietNights = 9;
const amounts = [-10_000n, 10_000n, 25_000n, 0n] as const;
const texts = ['Giro, Fortum', 'Varekjøp, Rema 1000', 'Kaffe', 'Overføring Innland'] as const;
const kids = [null, null, '2345676', '12344', null] as const;
const parties = [null, '86011117947', null, '12345678903', null] as const;

interface Stage {
  rows: TrueRow[];
  gone: TrueRow[];
  lastNumber: number;
  /** Buckets of which a read did not show a row that was there: the bank has denied it once. */
  readonly denied: Set<string>;
}

/** Plays a history and nine quiet nights after it; throws where an invariant does not hold. */
export function play(history: History): void {
  const ledger = emptyLedger(history.policy);
  const witness = createWitness();
  const stage: Stage = { rows: [], gone: [], lastNumber: 0, denied: new Set() };
  // Twins with one id, cut apart at the same place whenever they are read, cannot be told from one that is shown twice.
  const pageSize = history.ids === 'reused' ? quietMood.pageSize : history.pageSize;
  let today = firstNight;
  let session = 1;
  for (const event of history.before) happen(stage, ledger, event, today);
  const firstImport: readonly Event[] = [];
  for (const events of [firstImport, ...history.nights]) {
    const pagesLeft = events === firstImport ? null : history.pagesLeft;
    let mood: Mood = { ...quietMood, pageSize, order: history.order, pagesLeft, ids: history.ids, session };
    let isOut = false;
    for (const event of events) {
      happen(stage, ledger, event, today);
      mood = moodAfter(mood, event, stage, today);
      if (event.kind === 'outage') isOut = true;
      if (event.kind === 'new_session') session += 1;
    }
    mood = { ...mood, session };
    if (!isOut) oneNight(stage, ledger, witness, { today, mood, events });
    today = addDays(today, 1);
    stage.rows = stage.rows.map((row) => ({ ...row, unreadableNights: Math.max(0, row.unreadableNights - 1) }));
  }
  for (let night = 1; night <= quietNights; night += 1) {
    for (const entry of ledger.quarantine) entry.accepted = true; // a person looks at them
    const mood = { ...quietMood, pageSize, order: history.order, ids: history.ids, session };
    const before = { tasks: ledger.tasks.size, rows: ledger.rows };
    const run = oneNight(stage, ledger, witness, { today, mood, events: [] });
    stage.rows = stage.rows.map((row) => ({ ...row, unreadableNights: Math.max(0, row.unreadableNights - 1) }));
    if (night === quietNights) checkQuiet(ledger, stage.rows, { run, before, today, witness });
    today = addDays(today, 1);
  }
}

function oneNight(
  { rows, denied }: Stage,
  ledger: MemoryLedger,
  witness: Witness,
  { today, mood, events }: { readonly today: CalendarDate; readonly mood: Mood; readonly events: readonly Event[] },
) {
  const before = ledger.rows;
  const has = (kind: Event['kind']): boolean => events.some((event) => event.kind === kind);
  const run = runNight(ledger, rows, { today, mood, mayReread: !has('no_quota'), dies: has('dies') });
  if (run === null) {
    if (ledger.rows !== before) throw new Error('I7 a run that merged nothing has changed rows');
    return null;
  }
  checkMerge(ledger, rows, { before, run, mood, today, witness, denied });
  const shown = new Map<string, number>();
  for (const { entry } of answer(rows, run.input.window, mood).flatMap(({ entries }) => entries))
    shown.set(bucketKey(entry), (shown.get(bucketKey(entry)) ?? 0) + 1);
  for (const [key, count] of countBuckets(rows)) if ((shown.get(key) ?? 0) < count) denied.add(key);
  return run;
}

function moodAfter(mood: Mood, event: Event, { rows }: Stage, today: CalendarDate): Mood {
  if (event.kind === 'hide') {
    const row = rows[event.which % Math.max(1, rows.length)];
    return row === undefined ? mood : { ...mood, hidden: new Set([...mood.hidden, row.number]) };
  }
  if (event.kind === 'page_shift') return { ...mood, shift: event.rows };
  if (event.kind === 'page_repeat') return { ...mood, repeatedPage: event.page };
  if (event.kind === 'truncate') return { ...mood, pagesLeft: event.pages };
  if (event.kind === 'clip') return { ...mood, clippedFrom: addDays(today, -event.daysAgo) };
  return event.kind === 'outside_window' ? { ...mood, showsMore: true } : mood;
}

function happen(stage: Stage, ledger: MemoryLedger, event: Event, today: CalendarDate): void {
  const add = (row: Omit<TrueRow, 'number' | 'unreadableNights' | 'isEnriched'>): void => {
    stage.lastNumber += 1;
    stage.rows.push({ ...row, number: stage.lastNumber, isEnriched: false, unreadableNights: 0 });
  };
  if (event.kind === 'book')
    return add({
      date: addDays(today, -event.daysAgo),
      amountMinor: amounts[event.amount] ?? 0n,
      text: texts[event.words] ?? '',
      kid: kids[event.party] ?? null,
      counterpartyAccount: parties[event.party] ?? null,
    });
  if (event.kind === 'most_unreadable') {
    stage.rows = stage.rows.map((row, index) => (index % 2 === 0 ? { ...row, unreadableNights: 1 } : row));
    return;
  }
  if (!('which' in event) || event.kind === 'hide') return;
  if (event.kind === 'match' || event.kind === 'ignore') return decide(ledger, event);
  if (event.kind === 'rebook') {
    const row = stage.gone[event.which % Math.max(1, stage.gone.length)];
    if (row !== undefined) add(row);
    return;
  }
  const chosen = stage.rows[event.which % Math.max(1, stage.rows.length)];
  if (chosen === undefined) return;
  const replace = (row: TrueRow): void => {
    stage.rows = stage.rows.map((one) => (one.number === row.number ? row : one));
  };
  const remove = (): void => {
    stage.rows = stage.rows.filter(({ number }) => number !== chosen.number);
    stage.gone.push(chosen);
  };
  switch (event.kind) {
    case 'twin':
      return add(chosen);
    case 'enrich':
      return replace({ ...chosen, isEnriched: true });
    case 'late_kid':
      return replace({ ...chosen, kid: chosen.kid ?? '2345676' });
    case 'unreadable':
      return replace({ ...chosen, unreadableNights: event.nights });
    case 'withdraw':
      return remove();
    case 'empty_day':
      stage.rows = stage.rows.filter(({ date }) => date !== chosen.date);
      return;
    case 'correct_amount':
      remove();
      return add({ ...chosen, amountMinor: chosen.amountMinor === 25_000n ? 10_000n : 25_000n });
    case 'correct_date':
      remove();
      return add({ ...chosen, date: addDays(chosen.date, chosen.date < addDays(today, -1) ? 1 : -1) });
    case 'replace':
      remove();
      return add({ ...chosen, kid: chosen.kid === '12344' ? '2345676' : '12344', counterpartyAccount: null });
  }
}

/** A person, or the matcher, decides about a row of the ledger. */
function decide(ledger: MemoryLedger, event: { readonly kind: string; readonly which: number }): void {
  const live = ledger.rows.filter(({ status, matchStatus }) => status === 'booked' && matchStatus === 'unmatched');
  const row = live[event.which % Math.max(1, live.length)];
  if (row === undefined) return;
  const decided =
    event.kind === 'match'
      ? { ...row, matchStatus: 'matched' as const }
      : { ...row, matchStatus: 'ignored' as const, isIgnoredByPerson: true };
  ledger.rows = ledger.rows.map((one) => (one.id === row.id ? decided : one));
}
