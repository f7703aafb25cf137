import type { MatchingModel } from '../../../src/domain/matching/model/matchingModel.ts';

const level = (m: number, u: number) => ({ m: m * 10_000, u: u * 60_000, seen: 10_000 });
const prior = (share: number) => ({ in: share, out: share });

const kindPriors: MatchingModel['kindPriors'] = {
  single: 0.9,
  partial: 0.03,
  over: 0.005,
  fee: 0.005,
  rounding: 0.005,
  subset: 0.03,
  net_of_credit: 0.01,
  converted: 0.005,
  credit_paid_out: 0.005,
  duplicate: 0.005,
  refund: 0.005,
  own_transfer: 0.005,
  none: 0,
};

/** Where training begins: the least that tells what points at an item. Nothing of it is left in what is shipped. */
export const firstGuess: MatchingModel = {
  version: 'first guess',
  groups: {
    REF: {
      scale: 1,
      levels: {
        kid_equal: level(0.4, 1e-5),
        kid_names_party_number_cited: level(0.01, 1e-6),
        kid_names_party: level(0.03, 1e-5),
        number_cited: level(0.2, 1e-4),
        other_kid: level(0.003, 0.4),
        other_number: level(0.005, 0.2),
        none: level(0.35, 0.4),
      },
    },
    AMOUNT: { scale: 1, levels: { under: level(1, 0.4), over: level(1, 0.4), within_2_percent: level(1, 0.02) } },
    PARTY: {
      scale: 1,
      levels: {
        account_equal: level(0.6, 1e-3),
        'account_equal/name_of_other': level(0.01, 1e-4),
        org_equal: level(0.01, 1e-4),
        'account_unknown/name_equal': level(0.2, 1e-3),
        'account_unlisted/name_equal': level(0.05, 1e-3),
        'account_unknown/name_over_93': level(0.05, 1e-4),
        'account_unknown/name_over_85': level(0.03, 1e-4),
        'account_unknown/name_over_70': level(0.02, 1e-3),
        'account_unknown/text_equal': level(0.02, 1e-4),
        'account_unknown/name_missing': level(0.05, 0.05),
        'account_unknown/name_below': level(0.01, 0.5),
        'account_other/name_below': level(0.001, 0.4),
      },
    },
    DATE: { scale: 1, levels: {} },
    CONTEXT: { scale: 1, levels: {} },
  },
  offsets: { none: 0, part: 0, sum: 0 },
  kindPriors,
  nonePriors: {
    never_seen: prior(0.3),
    only_matched: prior(0.02),
    only_without_invoice: prior(0.97),
    both: prior(0.5),
  },
  calibration: [],
  plausibleFrom: 0.05,
};
