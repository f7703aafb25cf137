import type { HypothesisKind } from '../../../src/domain/matching/decision.ts';
import { type Group, groups } from '../../../src/domain/matching/evidence.ts';
import type { PayerRecord } from '../../../src/domain/matching/ledger/ledgerChances.ts';
import type { GroupModel, MatchingModel } from '../../../src/domain/matching/model/matchingModel.ts';
import type { Sightings } from './countLevels.ts';

/** Kinds that never came up in training are possible all the same. */
const smallestPrior = 1e-4;

/**
 * What generated companies of training never show though payments do: its share among matches is judgement. Never seen, it
 * carries no auto by itself (matching 8).
 */
const judged: Readonly<Partial<Record<Group, Readonly<Record<string, number>>>>> = { PARTY: { org_equal: 0.002 } };

/** The model that counts alone give: scales of one, no offsets, not calibrated. */
export function modelOfCounts({ matches, pairs, kinds, payers }: Sightings, version: string): MatchingModel {
  const ofGroup = (group: Group): GroupModel => {
    const byJudgement = judged[group] ?? {};
    const levels = [...new Set([...matches[group].keys(), ...pairs[group].keys(), ...Object.keys(byJudgement)])];
    const all = [...matches[group].values()].reduce((sum, count) => sum + count, 0);
    return {
      scale: 1,
      levels: Object.fromEntries(
        levels.toSorted().map((level) => {
          const [seen, u] = [matches[group].get(level) ?? 0, pairs[group].get(level) ?? 0];
          return [level, { m: Math.max(seen, (byJudgement[level] ?? 0) * all), u, seen }];
        }),
      ),
    };
  };
  const all = [...kinds].reduce((sum, [kind, count]) => sum + (kind === 'none' ? 0 : count), 0);
  const kindPrior = (kind: HypothesisKind): number =>
    kind === 'none' ? 0 : Math.max(smallestPrior, (kinds.get(kind) ?? 0) / Math.max(1, all));
  const without = (record: PayerRecord, direction: 'in' | 'out'): number => {
    const [no, yes] = ['without', 'with'].map((what) => payers.get(`${record} ${direction} ${what}`) ?? 0);
    return ((no ?? 0) + 0.5) / ((no ?? 0) + (yes ?? 0) + 1);
  };
  const both = (record: PayerRecord) => ({ in: without(record, 'in'), out: without(record, 'out') });
  return {
    version,
    groups: {
      REF: ofGroup('REF'),
      AMOUNT: ofGroup('AMOUNT'),
      PARTY: ofGroup('PARTY'),
      DATE: ofGroup('DATE'),
      CONTEXT: ofGroup('CONTEXT'),
    },
    offsets: { none: 0, part: 0, sum: 0 },
    kindPriors: recordOf(kindPrior),
    nonePriors: {
      never_seen: both('never_seen'),
      only_matched: both('only_matched'),
      only_without_invoice: both('only_without_invoice'),
      both: both('both'),
    },
    calibration: [],
    plausibleFrom: 0.05,
  };
}

/** With scales and offsets as fitted, in the order of `gatherChoices`. */
export function scaledModel(model: MatchingModel, fitted: readonly number[]): MatchingModel {
  const scaleOf = (group: Group): number => fitted[groups.indexOf(group)] ?? 1;
  const scaled = (group: Group): GroupModel => ({ ...model.groups[group], scale: scaleOf(group) });
  const [none = 0, part = 0, sum = 0, again = 0] = fitted.slice(groups.length);
  const { kindPriors } = model;
  return {
    ...model,
    groups: {
      REF: scaled('REF'),
      AMOUNT: scaled('AMOUNT'),
      PARTY: scaled('PARTY'),
      DATE: scaled('DATE'),
      CONTEXT: scaled('CONTEXT'),
    },
    offsets: { none, part, sum },
    kindPriors: { ...kindPriors, duplicate: kindPriors.duplicate * Math.exp(again) },
  };
}

function recordOf(valueOf: (kind: HypothesisKind) => number): MatchingModel['kindPriors'] {
  return {
    single: valueOf('single'),
    partial: valueOf('partial'),
    over: valueOf('over'),
    fee: valueOf('fee'),
    rounding: valueOf('rounding'),
    subset: valueOf('subset'),
    net_of_credit: valueOf('net_of_credit'),
    converted: valueOf('converted'),
    credit_paid_out: valueOf('credit_paid_out'),
    duplicate: valueOf('duplicate'),
    refund: valueOf('refund'),
    own_transfer: valueOf('own_transfer'),
    none: valueOf('none'),
  };
}
