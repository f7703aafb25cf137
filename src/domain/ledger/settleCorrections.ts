import { findSuccessors, type Successor, successorOfInsert, successorOfRow } from './corrections.ts';
import type { LedgerTask } from './ledgerTask.ts';
import type { HoldChange, MergeInput, MergePlan, RowEnding, RowInsert, StoredRow } from './mergePlan.ts';
import type { DraftPlan } from './planDraft.ts';

type SettledPlan = Omit<MergePlan, 'demotions'>;

/**
 * Corrections across buckets (ledger 6, step 6): a row that ends is `replaced` by the one that came in its place; while it
 * is only missed, the new one is held back from matching. A match never goes over by itself; a person's `ignored` does.
 */
export function settleCorrections(input: MergeInput, draft: DraftPlan): SettledPlan {
  const rows = new Map(input.stored.map((row) => [row.id, row] as const));
  const missedIds = new Map(draft.misses.map((miss) => [miss.storedId, miss.missedSinceMerge] as const));
  const endingIds = new Set(draft.endings.flatMap(({ storedId, reason }) => (reason === 'absent' ? [storedId] : [])));
  const gone = [...missedIds.keys(), ...endingIds].flatMap((id) => rows.get(id) ?? []);
  const successors = gone.length === 0 ? new Map<string, Successor>() : findSuccessors(missed(), candidates());

  function missed() {
    return gone.map((row) => ({
      ...row,
      missedSinceMerge: missedIds.get(row.id) ?? row.missedSinceMerge ?? input.mergeNo,
    }));
  }
  function candidates(): readonly Successor[] {
    const absent = new Set([...missedIds.keys(), ...draft.endings.map(({ storedId }) => storedId)]);
    return [
      ...input.stored.filter(({ id, status }) => status === 'booked' && !absent.has(id)).map(successorOfRow),
      ...draft.inserts.map((item, insert) => successorOfInsert(item, insert, input)),
    ];
  }

  const endings = draft.endings.map((ending): RowEnding => {
    const successor = ending.reason === 'absent' ? successors.get(ending.storedId) : undefined;
    return successor === undefined
      ? ending
      : { ...ending, status: 'replaced', replacedBy: successor.target, reason: 'corrected' };
  });
  return {
    ...draft,
    endings,
    inserts: withCorrected(draft.inserts, { successors, rows, endingIds }),
    holds: holdChanges(input, { successors, endings, missedIds, seenAgain: new Set(draft.seenAgain) }),
    tasks: [...draft.tasks, ...endings.flatMap((ending) => taskOfEnding(ending, rows.get(ending.storedId)))],
  };
}

function withCorrected(
  inserts: readonly RowInsert[],
  {
    successors,
    rows,
    endingIds,
  }: {
    readonly successors: ReadonlyMap<string, Successor>;
    readonly rows: ReadonlyMap<string, StoredRow>;
    readonly endingIds: ReadonlySet<string>;
  },
): readonly RowInsert[] {
  const corrected = new Map<number, StoredRow>();
  for (const [oldId, { target }] of successors) {
    const old = rows.get(oldId);
    if ('insert' in target && old !== undefined) corrected.set(target.insert, old);
  }
  if (corrected.size === 0) return inserts;
  return inserts.map((item, place) => {
    const old = corrected.get(place);
    if (old === undefined) return item;
    // While the old row is only missed, a person's decision about it stays with it.
    const isIgnoredByPerson = item.isIgnoredByPerson || (endingIds.has(old.id) && old.isIgnoredByPerson);
    return { ...item, replaces: old.id, isIgnoredByPerson };
  });
}

interface Settled {
  readonly successors: ReadonlyMap<string, Successor>;
  readonly endings: readonly RowEnding[];
  readonly missedIds: ReadonlyMap<string, number>;
  readonly seenAgain: ReadonlySet<string>;
}

/** Rows of the ledger that are held back, let go, or take over that a person ignored what they correct. */
function holdChanges(
  { stored }: MergeInput,
  { successors, endings, missedIds, seenAgain }: Settled,
): readonly HoldChange[] {
  const endingOf = new Map(endings.map((ending) => [ending.storedId, ending] as const));
  const rows = new Map(stored.map((row) => [row.id, row] as const));
  const wanted = new Map<string, HoldChange>();
  for (const [oldId, { target }] of successors) {
    const [row, old] = ['storedId' in target ? rows.get(target.storedId) : undefined, rows.get(oldId)];
    if (row === undefined || old === undefined) continue;
    const isSettled = endingOf.has(oldId);
    if (isSettled || row.replaces !== oldId)
      wanted.set(row.id, { storedId: row.id, replaces: oldId, becomesIgnored: isSettled && old.isIgnoredByPerson });
  }
  for (const { id, status, replaces } of stored) {
    if (replaces === null || status !== 'booked' || wanted.has(id)) continue;
    const target = successors.get(replaces)?.target;
    const isStill = target !== undefined && 'storedId' in target && target.storedId === id;
    const isDecided = endingOf.has(replaces) || missedIds.has(replaces) || seenAgain.has(replaces);
    if (isDecided && !isStill) wanted.set(id, { storedId: id, replaces: null, becomesIgnored: false });
  }
  return [...wanted.values()];
}

/** A matched row never ends in silence (I12). */
function taskOfEnding({ storedId, replacedBy }: RowEnding, row: StoredRow | undefined): readonly LedgerTask[] {
  if (row?.matchStatus !== 'matched') return [];
  const kind = replacedBy === null ? 'row_withdrawn_after_match' : 'row_replaced_after_match';
  return [
    {
      kind,
      subject: `${kind}/${storedId}`,
      rows: [{ storedId }, ...(replacedBy === null ? [] : [replacedBy])],
      data: { booking_date: row.bookingDate },
    },
  ];
}
