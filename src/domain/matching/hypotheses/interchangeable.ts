import type { OpenItem } from '../openItem.ts';
import { type Answer, type Hypothesis, partyOf } from './hypothesis.ts';

/** Items that nobody can tell apart (matching 5): same party, amount, currency, issue and due date. */
export const lookKey = ({ kind, side, partyId, currency, residualMinor, issueDate, dueDate }: OpenItem): string =>
  `${kind} ${side} ${partyId} ${currency} ${residualMinor} ${issueDate} ${dueDate}`;

/** Equal amounts of a party, whichever is due: one answer where the client lets the oldest be paid first (FIFO). */
const fifoKey = ({ kind, side, partyId, currency, residualMinor }: OpenItem): string =>
  `${kind} ${side} ${partyId} ${currency} ${residualMinor}`;

/** Lowest number first; a shorter one is lower. */
export function byNumber(a: OpenItem, b: OpenItem): number {
  return a.number.length - b.number.length || compareText(a.number, b.number) || compareText(a.id, b.id);
}

const byDueDate = (a: OpenItem, b: OpenItem): number => compareText(a.dueDate, b.dueDate) || byNumber(a, b);

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Puts hypotheses of interchangeable items together: their probabilities add up, and the lowest number is taken. An item
 * that is cited stands alone. With `fifo` the due date does not part them, and the oldest is taken.
 */
export function answersOf(hypotheses: readonly Hypothesis[], fifo: boolean): readonly Answer[] {
  const together = new Map<string, Hypothesis[]>();
  const perParty = countByParty(hypotheses);
  for (const [index, hypothesis] of hypotheses.entries()) {
    const isAlone = (perParty.get(partyOf(hypothesis) ?? '') ?? 0) <= 1;
    const key = (isAlone ? null : answerKey(hypothesis, fifo)) ?? `alone ${index}`;
    const known = together.get(key);
    if (known === undefined) together.set(key, [hypothesis]);
    else known.push(hypothesis);
  }
  const order = fifo ? byDueDate : byNumber;
  return [...together.values()].flatMap((same): readonly Answer[] => {
    const members = same.length === 1 ? same : same.toSorted((a, b) => compareItems(a, b, order));
    const [taken] = members;
    return taken === undefined ? [] : [{ taken, members }];
  });
}

/** Most candidates are of parties with one: theirs need no key. */
function countByParty(hypotheses: readonly Hypothesis[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const hypothesis of hypotheses) {
    const partyId = partyOf(hypothesis);
    if (partyId !== null) counts.set(partyId, (counts.get(partyId) ?? 0) + 1);
  }
  return counts;
}

function compareItems(a: Hypothesis, b: Hypothesis, order: (a: OpenItem, b: OpenItem) => number): number {
  const [first, second] = [a.items[0], b.items[0]];
  return first === undefined || second === undefined ? 0 : order(first, second);
}

function answerKey({ kind, items, evidence }: Hypothesis, fifo: boolean): string | null {
  const [item] = items;
  if (item === undefined || items.length > 1) return null;
  const ref = evidence.find(({ group }) => group === 'REF');
  if (ref === undefined || citedLevels.has(ref.level)) return null;
  return `${kind} ${ref.level} ${ref.lnChance ?? ''} ${fifo ? fifoKey(item) : lookKey(item)}`;
}

const citedLevels: ReadonlySet<string> = new Set(['number_cited', 'kid_names_party_number_cited']);
