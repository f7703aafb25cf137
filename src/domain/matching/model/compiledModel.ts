import type { HypothesisKind } from '../decision.ts';
import { type Group, type GroupEvidence, groups } from '../evidence.ts';
import type { PayerRecord } from '../ledger/ledgerChances.ts';
import type { GroupModel, LevelCounts, MatchingModel } from './matchingModel.ts';

/** Fewer sightings than this never carry an auto (matching 8). */
export const fewestSightings = 30;

interface CompiledLevel {
  readonly lnM: number;
  readonly lnU: number;
  readonly isSeldomSeen: boolean;
}

/** A model with its logarithms taken once: weights are looked up for each pair of a payment and an item. */
export interface CompiledModel {
  readonly source: MatchingModel;
  readonly groups: ReadonlyMap<Group, { readonly scale: number; readonly levels: ReadonlyMap<string, CompiledLevel> }>;
}

export const compileModel = (source: MatchingModel): CompiledModel => ({
  source,
  groups: new Map(groups.map((group) => [group, compileGroup(group, source.groups[group])] as const)),
});

function compileGroup(group: Group, { scale, levels }: GroupModel) {
  const families = Map.groupBy(Object.entries(levels), ([level]) => familyOf(level));
  const compiled = [...families.values()].flatMap((entries) => {
    const total = (of: keyof LevelCounts): number => entries.reduce((sum, [, counts]) => sum + counts[of], 0);
    // Add-half smoothing (Krichevsky–Trofimov): a level never seen among the matches is unlikely, not impossible.
    const lnShare = (counted: number, all: number): number => Math.log((counted + 0.5) / (all + entries.length / 2));
    const [allM, allU] = [total('m'), total('u')];
    return entries.map(([level, { m, u, seen }]) => {
      // The kind of hypothesis already says how the amounts relate: within a kind the level is certain (matching 4).
      const lnM = group === 'AMOUNT' ? 0 : lnShare(m, allM);
      return [level, { lnM, lnU: lnShare(u, allU), isSeldomSeen: seen < fewestSightings }] as const;
    });
  });
  return { scale, levels: new Map(compiled) };
}

/** What a payment without an invoice cites is a distribution of its own: its levels compete with each other only. */
const familyOf = (level: string): 'with' | 'without' => (level.startsWith('without/') ? 'without' : 'with');

/**
 * λ · ln(m/u), in nats (matching 4). A level that the model does not know says nothing: 0, but for amounts, where the kind
 * gives m and the chance is the value's own.
 */
export function weightOf(model: CompiledModel, { group, level, lnChance }: GroupEvidence): number {
  const known = model.groups.get(group);
  const found = known?.levels.get(level);
  if (known === undefined) return 0;
  if (found === undefined) return group === 'AMOUNT' && lnChance !== null ? -known.scale * lnChance : 0;
  return known.scale * (found.lnM - (lnChance ?? found.lnU));
}

/** Seen fewer than 30 times, or unknown to the model. */
export const isSeldomSeen = (model: CompiledModel, { group, level }: GroupEvidence): boolean =>
  model.groups.get(group)?.levels.get(level)?.isSeldomSeen ?? true;

/** ln P(kind), before it is spread over what the kind could name (matching 5). */
export function lnPriorOf(
  { source }: CompiledModel,
  kind: HypothesisKind,
  { record, direction }: { readonly record: PayerRecord; readonly direction: 'in' | 'out' },
): number {
  const withoutInvoice = source.nonePriors[record][direction];
  if (kind === 'none') return Math.log(withoutInvoice) + source.offsets.none;
  return Math.log(1 - withoutInvoice) + Math.log(source.kindPriors[kind]) + offsetOf(source, kind);
}

function offsetOf({ offsets }: MatchingModel, kind: HypothesisKind): number {
  if (kind === 'partial' || kind === 'over') return offsets.part;
  return kind === 'subset' || kind === 'net_of_credit' ? offsets.sum : 0;
}
