import type { CalendarDate } from '../../calendarDate.ts';
import { type Group, groups } from '../evidence.ts';
import type { PayerRecord } from '../ledger/ledgerChances.ts';
import { aliasesOf } from './aliases.ts';
import type { ClientWeights, LevelCount, Veto } from './clientWeights.ts';
import { decayed } from './decay.ts';
import { type Label, type Labels, labelsOf } from './labels.ts';
import type { LearningAction } from './learningAction.ts';

/** Of a party, so many of its last payments tell when it pays (matching 4). */
const lagsKept = 8;

/**
 * The weights of a client's log of decisions on a day: pure, so that replaying the log rebuilds the same (matching 12,
 * property 9). Entries are in the order in which they were made.
 */
export function replayLog(log: readonly LearningAction[], asOf: CalendarDate): ClientWeights {
  const found = labelsOf(log, asOf);
  return {
    version: `${log.length}@${asOf}`,
    levels: levelsOf(found.labels, asOf),
    kinds: kindsOf(found.labels, asOf),
    payers: payersOf(found.labels, asOf),
    aliases: aliasesOf(found),
    vetoes: vetoesOf(found),
    lagsDays: lagsOf(found.labels),
    experience: found.experience,
  };
}

function levelsOf(labels: readonly Label[], asOf: CalendarDate): ClientWeights['levels'] {
  const empty = groups.map((group) => [group, new Map<string, LevelCount>()] as const);
  const counts = new Map<Group, Map<string, LevelCount>>(empty);
  for (const { levels, weight, at } of labels) {
    for (const [group, ofGroup] of Map.groupBy(levels, (each) => each.group)) {
      for (const { level } of ofGroup) {
        // Several items of one payment are one label.
        const share = weight / ofGroup.length;
        const before = counts.get(group)?.get(level) ?? { decayed: 0, seen: 0 };
        const after = { decayed: before.decayed + decayed(share, { at, asOf }), seen: before.seen + share };
        counts.get(group)?.set(level, after);
      }
    }
  }
  const ofGroup = (group: Group): Record<string, LevelCount> => sorted(counts.get(group) ?? new Map());
  return {
    REF: ofGroup('REF'),
    AMOUNT: ofGroup('AMOUNT'),
    PARTY: ofGroup('PARTY'),
    DATE: ofGroup('DATE'),
    CONTEXT: ofGroup('CONTEXT'),
  };
}

function kindsOf(labels: readonly Label[], asOf: CalendarDate): ClientWeights['kinds'] {
  const counts = new Map<string, number>();
  for (const { kind, items, weight, at } of labels)
    if (items.length > 0) counts.set(kind, (counts.get(kind) ?? 0) + decayed(weight, { at, asOf }));
  return sorted(counts);
}

/** An empty answer teaches the prior of "none" and nothing else (matching 10). */
function payersOf(labels: readonly Label[], asOf: CalendarDate): ClientWeights['payers'] {
  const countsOf = (record: PayerRecord, direction: 'in' | 'out') => {
    const alike = labels.filter(({ payer }) => payer.record === record && payer.direction === direction);
    return {
      withInvoice: left(
        alike.filter(({ items }) => items.length > 0),
        asOf,
      ),
      withoutInvoice: left(
        alike.filter(({ items }) => items.length === 0),
        asOf,
      ),
    };
  };
  const both = (record: PayerRecord) => ({ in: countsOf(record, 'in'), out: countsOf(record, 'out') });
  return {
    never_seen: both('never_seen'),
    only_matched: both('only_matched'),
    only_without_invoice: both('only_without_invoice'),
    both: both('both'),
  };
}

const left = (labels: readonly Label[], asOf: CalendarDate): number =>
  labels.reduce((sum, { weight, at }) => sum + decayed(weight, { at, asOf }), 0);

function vetoesOf({ rejections }: Labels): readonly Veto[] {
  const pairs = rejections.flatMap(({ paymentId, items }) => items.map(({ itemId }) => ({ paymentId, itemId })));
  const byKey = new Map(pairs.map((pair) => [`${pair.paymentId}\n${pair.itemId}`, pair]));
  return Object.values(sorted(byKey));
}

function lagsOf(labels: readonly Label[]): ClientWeights['lagsDays'] {
  const lags = new Map<string, readonly number[]>();
  for (const { items } of labels)
    for (const { partyId, lagDays } of items)
      lags.set(partyId, [...(lags.get(partyId) ?? []), lagDays].slice(-lagsKept));
  return sorted(lags);
}

/** Keys in order, so that equal weights are equal as text. */
const sorted = <T>(entries: ReadonlyMap<string, T>): Record<string, T> =>
  Object.fromEntries([...entries].toSorted(([one], [other]) => (one < other ? -1 : 1)));
