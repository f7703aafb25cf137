import type { CalendarDate } from '../../../src/domain/calendarDate.ts';
import type { CoverageInterval } from '../../../src/domain/coverage.ts';
import { bucketKey } from '../../../src/domain/ledger/bucket.ts';
import type { DayDigest } from '../../../src/domain/ledger/dayDigest.ts';
import { type IdPolicies, type IdPolicy, policiesFrom } from '../../../src/domain/ledger/idPolicy.ts';
import type { LedgerTask } from '../../../src/domain/ledger/ledgerTask.ts';
import type { MergePlan, RowTarget, StoredRow } from '../../../src/domain/ledger/mergePlan.ts';

/** The ledger of one account, as the tables hold it. */
export interface MemoryLedger {
  rows: StoredRow[];
  digests: Map<string, DayDigest>;
  unsettled: Map<string, string>;
  tasks: Map<string, LedgerTask>;
  coverage: readonly CoverageInterval[];
  mark: CalendarDate | null;
  achievedFrom: CalendarDate | null;
  lastDeepOn: CalendarDate | null;
  merges: number;
  policies: IdPolicies;
  quarantine: {
    readonly rawSha256: string;
    readonly bookingDate: string;
    accepted: boolean;
    readonly entries: number;
  }[];
  inserted: number;
}

export const emptyLedger = (policy: IdPolicy): MemoryLedger => ({
  rows: [],
  digests: new Map(),
  unsettled: new Map(),
  tasks: new Map(),
  coverage: [],
  mark: null,
  achievedFrom: null,
  lastDeepOn: null,
  merges: 0,
  policies: policiesFrom(policy),
  quarantine: [],
  inserted: 0,
});

/** Carries a plan out as the merge's statements do; ids are numbers. Throws where a unique key would. */
export function applyPlan(ledger: MemoryLedger, plan: MergePlan, mergeNo: number): void {
  const idOfInsert = (place: number): string => String(ledger.inserted + place + 1);
  const idOf = (target: RowTarget): string => ('storedId' in target ? target.storedId : idOfInsert(target.insert));
  const rows = new Map(ledger.rows.map((row) => [row.id, row] as const));
  const change = (id: string, by: (row: StoredRow) => StoredRow): void => {
    const row = rows.get(id);
    if (row === undefined) throw new Error(`no row ${id}`);
    const changed = by(row);
    if (bucketKey(changed) !== bucketKey(row) || changed.slot !== row.slot) throw new Error('I10 a row has moved');
    rows.set(id, changed);
  };
  const seen = { missCount: 0, missedSinceMerge: null, firstMissedOn: null };

  for (const [place, { entry, contentSha256, slot, replaces, isIgnoredByPerson }] of plan.inserts.entries()) {
    const { bookingDate, amountMinor, currency, valueDate, details } = entry;
    const id = idOfInsert(place);
    rows.set(id, {
      id,
      bookingDate,
      amountMinor,
      currency,
      slot,
      status: 'booked',
      contentSha256,
      valueDate,
      details,
      knownIds: [],
      matchStatus: isIgnoredByPerson ? 'ignored' : 'unmatched',
      isIgnoredByPerson,
      firstMerge: mergeNo,
      ...seen,
      replaces,
    });
  }
  for (const { storedId, entry, contentSha256, endsIgnore } of plan.updates)
    change(storedId, (row) => ({
      ...row,
      contentSha256,
      valueDate: entry.valueDate,
      details: entry.details,
      ...(endsIgnore ? { matchStatus: 'unmatched', isIgnoredByPerson: false } : {}),
    }));
  for (const id of plan.seenAgain) change(id, (row) => ({ ...row, ...seen }));
  for (const { storedId, ...miss } of plan.misses) change(storedId, (row) => ({ ...row, ...miss }));
  for (const { storedId, status } of plan.endings) change(storedId, (row) => ({ ...row, status }));
  for (const { storedId, replaces, becomesIgnored } of plan.holds)
    change(storedId, (row) => ({
      ...row,
      replaces,
      ...(becomesIgnored ? { matchStatus: 'ignored', isIgnoredByPerson: true } : {}),
    }));
  for (const { target, id } of plan.aliases) {
    for (const row of rows.values())
      if (row.knownIds.includes(id)) rows.set(row.id, { ...row, knownIds: row.knownIds.filter((one) => one !== id) });
    change(idOf(target), (row) => ({ ...row, knownIds: [...row.knownIds, id] }));
  }
  for (const task of plan.tasks) if (!ledger.tasks.has(task.subject)) ledger.tasks.set(task.subject, task);

  const slots = new Set([...rows.values()].map((row) => `${bucketKey(row)}|${row.slot}`));
  if (slots.size !== rows.size) throw new Error('a slot is taken two times');
  ledger.rows = [...rows.values()];
  ledger.inserted += plan.inserts.length;
  ledger.merges = mergeNo;
}
