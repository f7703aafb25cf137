import type { Group } from '../evidence.ts';
import type { PayerRecord } from '../ledger/ledgerChances.ts';
import type { GroupModel, LevelCounts, MatchingModel } from '../model/matchingModel.ts';
import type { ClientWeights, InvoiceCounts } from './clientWeights.ts';

/** The shipped shares weigh as much as so many labels of the client's own (matching 10: 50 to 100). */
const pseudoCounts = 75;

/**
 * The shipped model, moved by what a client's own labels show: each share is a Dirichlet estimate with the shipped shares as
 * its prior (matching 10). Scales, offsets, random pairs and calibration stay the shipped ones.
 */
export function clientModel(shipped: MatchingModel, own: ClientWeights): MatchingModel {
  const ofGroup = (group: Group): GroupModel => ({
    scale: shipped.groups[group].scale,
    levels: shrunkLevels(shipped.groups[group].levels, own.levels[group]),
  });
  const prior = (record: PayerRecord, direction: 'in' | 'out'): number =>
    shrunkPrior(shipped.nonePriors[record][direction], own.payers[record][direction]);
  const both = (record: PayerRecord) => ({ in: prior(record, 'in'), out: prior(record, 'out') });
  return {
    ...shipped,
    version: `${shipped.version}+${own.version}`,
    groups: {
      REF: ofGroup('REF'),
      AMOUNT: ofGroup('AMOUNT'),
      PARTY: ofGroup('PARTY'),
      DATE: ofGroup('DATE'),
      CONTEXT: ofGroup('CONTEXT'),
    },
    nonePriors: {
      never_seen: both('never_seen'),
      only_matched: both('only_matched'),
      only_without_invoice: both('only_without_invoice'),
      both: both('both'),
    },
    kindPriors: shrunkKinds(shipped.kindPriors, own.kinds),
  };
}

/**
 * Kept on the scale of the shipped counts: the model's add-half smoothing is meant for thousands of labels, and would
 * drown a share of one in a hundred thousand among 75.
 */
function shrunkLevels(
  shipped: GroupModel['levels'],
  own: ClientWeights['levels'][Group],
): Readonly<Record<string, LevelCounts>> {
  const known = Object.keys(shipped);
  const shippedTotal = sum(known.map((level) => shipped[level]?.m ?? 0));
  if (shippedTotal === 0) return shipped;
  const ownTotal = sum(known.map((level) => own[level]?.decayed ?? 0));
  return Object.fromEntries(
    Object.entries(shipped).map(([level, { m, u, seen }]) => {
      const mine = own[level] ?? { decayed: 0, seen: 0 };
      const share = (pseudoCounts * (m / shippedTotal) + mine.decayed) / (pseudoCounts + ownTotal);
      return [level, { m: share * shippedTotal, u, seen: seen + mine.seen }];
    }),
  );
}

const shrunkPrior = (shipped: number, { withInvoice, withoutInvoice }: InvoiceCounts): number =>
  (pseudoCounts * shipped + withoutInvoice) / (pseudoCounts + withInvoice + withoutInvoice);

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

function shrunkKinds(shipped: MatchingModel['kindPriors'], own: ClientWeights['kinds']): MatchingModel['kindPriors'] {
  const shippedTotal = sum(Object.values(shipped));
  const ownTotal = sum(Object.values(own));
  const mixed = { ...shipped };
  for (const kind of Object.keys(shipped)) {
    if (!isKind(kind, shipped)) continue;
    mixed[kind] = (pseudoCounts * (shipped[kind] / shippedTotal) + (own[kind] ?? 0)) / (pseudoCounts + ownTotal);
  }
  return mixed;
}

const isKind = (kind: string, kinds: MatchingModel['kindPriors']): kind is keyof MatchingModel['kindPriors'] =>
  Object.hasOwn(kinds, kind);
