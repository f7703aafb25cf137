import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../contracts/sync.ts';
import { listUnprovableTold } from '../../db/sql/coverage/listUnprovableTold.ts';
import { listUnsettledDates } from '../../db/sql/digests/listUnsettledDates.ts';
import { listLiveDatesBefore } from '../../db/sql/ledger/listLiveDatesBefore.ts';
import { listStoredRows } from '../../db/sql/ledger/listStoredRows.ts';
import { lockRows } from '../../db/sql/ledger/lockRows.ts';
import { addDays, type CalendarDate } from '../../domain/calendarDate.ts';
import { correctionDays } from '../../domain/ledger/demotions.ts';
import { bankIdFields } from '../../domain/ledger/idPolicy.ts';
import type { MergeInput, MergePlan, StoredRow } from '../../domain/ledger/mergePlan.ts';
import { planMerge } from '../../domain/ledger/planMerge.ts';
import type { ReadDates } from '../../domain/ledger/skippableDates.ts';

type Loaded = 'stored' | 'unsettledSince' | 'liveDatesBeforeWindow' | 'toldUnprovable';

/** All that a plan is made of but what the ledger holds. */
export interface PlanFacts extends Omit<MergeInput, Loaded | 'window' | 'skippedDates'> {
  readonly ref: RunAccountRef;
  readonly dates: ReadDates;
  /** The first date that the bank gives without a person: what lies before it is asked for in vain, each night (ledger 5). */
  readonly floor: CalendarDate;
  /** Dates of rows that an id shown names (ledger 4). */
  readonly ownerDates: readonly CalendarDate[];
}

/**
 * The plan of a merge, under the account's lock. Matching and persons take no such lock: the rows that the plan changes
 * are held, and where one was matched or ignored since it was loaded, the plan is made anew (I12).
 */
export async function planUnderLock(em: EntityManager, facts: PlanFacts): Promise<MergePlan> {
  const { ref, dates, floor, ownerDates, ...read } = facts;
  const { clientId, accountId } = ref;
  const { window, otherDates, skippedDates } = dates;
  const unsettled = await listUnsettledDates(em, ref);
  const liveDatesBeforeWindow = await listLiveDatesBefore(em, {
    clientId,
    accountId,
    from: floor,
    before: window.from,
  });
  const toldUnprovable = new Set(await listUnprovableTold(em, clientId, accountId));
  for (;;) {
    const stored = await listStoredRows(em, {
      clientId,
      accountId,
      range: { from: addDays(window.from, -correctionDays), to: addDays(window.to, correctionDays) },
      otherDates: [...otherDates, ...ownerDates],
      skippedDates: [...skippedDates],
      provenFields: bankIdFields.filter((field) => read.policies[field] === 'proven'),
    });
    const plan = planMerge({
      ...read,
      stored,
      window,
      skippedDates,
      unsettledSince: new Map(unsettled.map(({ date, since }) => [date, since] as const)),
      liveDatesBeforeWindow,
      toldUnprovable,
    });
    const held = await lockRows(em, clientId, changedRows(plan));
    if (isAsLoaded(stored, held)) return plan;
  }
}

/** All of them at once, in the order of ids: what is held piece by piece ends in a deadlock with who holds several. */
const changedRows = ({ updates, misses, seenAgain, endings, holds, tasks }: MergePlan): readonly string[] => [
  ...new Set([
    ...seenAgain,
    ...[...updates, ...misses, ...endings, ...holds].map(({ storedId }) => storedId),
    ...tasks.flatMap(({ rows }) => rows.flatMap((row) => ('storedId' in row ? [row.storedId] : []))),
  ]),
];

function isAsLoaded(
  stored: readonly StoredRow[],
  held: readonly Pick<StoredRow, 'id' | 'matchStatus' | 'isIgnoredByPerson'>[],
): boolean {
  if (held.length === 0) return true;
  const loaded = new Map(stored.map((row) => [row.id, row] as const));
  return held.every(({ id, matchStatus, isIgnoredByPerson }) => {
    const row = loaded.get(id);
    return row !== undefined && row.matchStatus === matchStatus && row.isIgnoredByPerson === isIgnoredByPerson;
  });
}
