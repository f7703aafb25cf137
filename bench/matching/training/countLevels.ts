import { compareAmount } from '../../../src/domain/matching/comparison/compareAmount.ts';
import { compareItem } from '../../../src/domain/matching/comparison/compareItem.ts';
import type { Group } from '../../../src/domain/matching/evidence.ts';
import { hypothesesOf } from '../../../src/domain/matching/hypotheses/hypothesesOf.ts';
import { oneItemKind } from '../../../src/domain/matching/hypotheses/oneItemKind.ts';
import { sideOf } from '../../../src/domain/matching/ledger/matchingLedger.ts';
import type { MatchingModel } from '../../../src/domain/matching/model/matchingModel.ts';
import { OpenItemSample } from './openItemSample.ts';
import { type PlayedPart, type Playing, playCompany } from './playCompany.ts';
import { rightOne } from './rightOnes.ts';
import type { TrainingCompany } from './trainingCompany.ts';

/** Sightings by group and level, of confirmed matches (m) and of random pairs (u); by kind; of payers without invoice. */
export interface Sightings {
  readonly matches: Readonly<Record<Group, Map<string, number>>>;
  readonly pairs: Readonly<Record<Group, Map<string, number>>>;
  readonly kinds: Map<string, number>;
  /** Keys: record, direction, `with` or `without`. */
  readonly payers: Map<string, number>;
}

export const noSightings = (): Sightings => ({
  matches: emptyGroups(),
  pairs: emptyGroups(),
  kinds: new Map(),
  payers: new Map(),
});

const emptyGroups = (): Record<Group, Map<string, number>> => ({
  REF: new Map(),
  AMOUNT: new Map(),
  PARTY: new Map(),
  DATE: new Map(),
  CONTEXT: new Map(),
});

export function add<Key>(counts: Map<Key, number>, key: Key, times = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + times);
}

/** Counts one company's year into `sightings` (matching 4); `pairsWanted` random pairs, spread over its payments. */
export function countLevels(
  company: TrainingCompany,
  model: MatchingModel,
  { sightings, pairsWanted }: { readonly sightings: Sightings; readonly pairsWanted: number },
): void {
  const { items, payments } = company.world;
  const perPayment = Math.max(1, Math.round(pairsWanted / payments.length));
  let sample: OpenItemSample | null = null;
  playCompany(company, model, (parts, playing) => {
    sample ??= new OpenItemSample(items, playing.ledger, company.seed);
    for (const part of parts) countPairs(part, { playing, sample, perPayment, sightings });
    return parts.map((part) => countMatch(part, { playing, perPayment, sightings }));
  });
}

function countMatch(part: PlayedPart, { playing, perPayment, sightings }: Omit<PairCount, 'sample'>) {
  const { ledger, model } = playing;
  const { payment, allocations } = part;
  const { hypotheses } = hypothesesOf(payment, ledger, model, () => false);
  const record = ledger.chances.payerRecord(payment);
  const direction = payment.amountMinor < 0n ? 'out' : 'in';
  add(sightings.payers, `${record} ${direction} ${allocations.length === 0 ? 'without' : 'with'}`);
  const right = rightOne(part, hypotheses);
  if (right === undefined) return hypotheses;
  add(sightings.kinds, right.kind);
  for (const { group, level } of right.evidence) add(sightings.matches[group], level);
  // What any payment says of none, the right one or not: its random pair.
  const none = hypotheses.find(({ kind }) => kind === 'none');
  for (const { group, level } of none?.evidence ?? []) add(sightings.pairs[group], level, perPayment);
  return hypotheses;
}

interface PairCount {
  readonly playing: Playing;
  readonly sample: OpenItemSample;
  readonly perPayment: number;
  readonly sightings: Sightings;
}

function countPairs({ payment, allocations }: PlayedPart, { playing, sample, perPayment, sightings }: PairCount): void {
  const { ledger, day } = playing;
  for (let drawn = 0; drawn < perPayment; drawn++) {
    const item = sample.draw(sideOf(payment), day);
    if (item === null) return;
    // Its own invoice is no random one; in a small ledger it would be drawn often.
    if (allocations.some(({ itemId }) => itemId === item.id)) continue;
    const { ref, party, date, context } = compareItem(payment, item, ledger);
    const kind = oneItemKind(payment, item);
    const amounts = kind === null ? [] : [compareAmount(kind, payment, item, ledger)];
    for (const { group, level } of [ref, ...amounts, party, date, context]) add(sightings.pairs[group], level);
  }
}
