import { correctionDays, distance } from './demotions.ts';
import { type IdPolicies, provenIds } from './idPolicy.ts';
import type { ObservedEntry, RowTarget, StoredRow } from './mergePlan.ts';
import { plainText } from './textEnrichment.ts';

/** A row, or one of the plan's inserts, that may have come in place of a missed one. */
export interface Successor {
  readonly target: RowTarget;
  readonly bookingDate: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly counterpartyAccount: string | null;
  readonly text: string | null;
  readonly ids: readonly string[];
  readonly firstMerge: number;
  /** The missed row that it was noted to correct when that one was first missed. */
  readonly replaces: string | null;
}

export const successorOfRow = (row: StoredRow): Successor => ({
  target: { storedId: row.id },
  bookingDate: row.bookingDate,
  amountMinor: row.amountMinor,
  currency: row.currency,
  counterpartyAccount: row.details.counterpartyAccount,
  text: row.details.text,
  ids: row.knownIds,
  firstMerge: row.firstMerge,
  replaces: row.replaces,
});

export const successorOfInsert = (
  { entry }: ObservedEntry,
  insert: number,
  { mergeNo, policies }: { readonly mergeNo: number; readonly policies: IdPolicies },
): Successor => ({
  target: { insert },
  bookingDate: entry.bookingDate,
  amountMinor: entry.amountMinor,
  currency: entry.currency,
  counterpartyAccount: entry.details.counterpartyAccount,
  text: entry.details.text,
  ids: provenIds(entry, policies),
  firstMerge: mergeNo,
  replaces: null,
});

/**
 * The row that corrects each missed row, where there is exactly one (ledger 6, step 6): first seen since the old one was
 * last seen, the same known counterparty account and text (or a proven id, which goes over to it with the first miss),
 * within five days, and another date or another amount, not both. A row that would correct two corrects none.
 */
export function findSuccessors(
  missed: readonly (StoredRow & { readonly missedSinceMerge: number })[],
  candidates: readonly Successor[],
): ReadonlyMap<string, Successor> {
  const byEvidence = new Map<string, Successor[]>();
  for (const candidate of candidates)
    for (const key of [...evidenceOf(candidate), ...notedIn(candidate)])
      (byEvidence.get(key) ?? newList(byEvidence, key)).push(candidate);
  const found = missed.map((row) => {
    const keys = [...evidenceOf(successorOfRow(row)), noted(row.id)];
    const near = keys.flatMap((key) => byEvidence.get(key) ?? []);
    return { row, successors: [...new Set(near)].filter((candidate) => corrects(row, candidate)) };
  });
  const claims = new Map<Successor, number>();
  for (const { successors } of found)
    for (const successor of successors) claims.set(successor, (claims.get(successor) ?? 0) + 1);
  return new Map(
    found.flatMap(({ row, successors }) => {
      const [only, ...others] = successors;
      return only === undefined || others.length > 0 || claims.get(only) !== 1 ? [] : [[row.id, only] as const];
    }),
  );
}

function corrects(row: StoredRow & { readonly missedSinceMerge: number }, candidate: Successor): boolean {
  const isSameDate = candidate.bookingDate === row.bookingDate;
  const isSameAmount = candidate.amountMinor === row.amountMinor;
  return (
    // A bank may show both for a night: it came after the old row, and not before the read that showed that one last.
    candidate.firstMerge > row.firstMerge &&
    candidate.firstMerge >= row.missedSinceMerge - 1 &&
    candidate.currency === row.currency &&
    isSameDate !== isSameAmount &&
    distance(candidate.bookingDate, row.bookingDate) <= correctionDays
  );
}

function evidenceOf({ counterpartyAccount, text, ids }: Pick<Successor, 'counterpartyAccount' | 'text' | 'ids'>) {
  const named = counterpartyAccount === null || text === null ? [] : [`${counterpartyAccount}|${plainText(text)}`];
  return [...named, ...ids];
}

const noted = (rowId: string): string => `replaces|${rowId}`;
const notedIn = ({ replaces }: Successor): readonly string[] => (replaces === null ? [] : [noted(replaces)]);

function newList(lists: Map<string, Successor[]>, key: string): Successor[] {
  const list: Successor[] = [];
  lists.set(key, list);
  return list;
}
