import { alonenessBands, payerBands } from '../../../../src/domain/matching/comparison/compareContext.ts';
import { dueBands, lagBands } from '../../../../src/domain/matching/comparison/compareDate.ts';
import { accountBands, nameBands } from '../../../../src/domain/matching/comparison/compareParty.ts';
import type { LevelCounts, MatchingModel } from '../../../../src/domain/matching/model/matchingModel.ts';

/** Shares among matches and among random pairs. */
type Shares = readonly [m: number, u: number];

const sightings = 10_000;
const level = ([m, u]: Shares): LevelCounts => ({ m: m * sightings, u: u * sightings, seen: sightings });
const levels = (shares: Readonly<Record<string, Shares>>): Readonly<Record<string, LevelCounts>> =>
  Object.fromEntries(Object.entries(shares).map(([name, each]) => [name, level(each)]));

/** Every combination of two bands as `first/second`, as if the two were independent. */
const combined = (
  first: Readonly<Record<string, Shares>>,
  second: Readonly<Record<string, Shares>>,
): Readonly<Record<string, Shares>> =>
  Object.fromEntries(
    Object.entries(first).flatMap(([one, [m1, u1]]) =>
      Object.entries(second).map(([other, [m2, u2]]) => [`${one}/${other}`, [m1 * m2, u1 * u2] as const] as const),
    ),
  );

const account: Readonly<Record<(typeof accountBands)[number], Shares>> = {
  account_other: [0.02, 0.5],
  account_unlisted: [0.1, 0.25],
  account_unknown: [0.4, 0.25],
};
const nameShares: Readonly<Record<(typeof nameBands)[number], Shares>> = {
  equal: [0.5, 1e-4],
  over_93: [0.15, 2e-4],
  over_85: [0.08, 5e-4],
  over_70: [0.04, 1e-3],
  equal_tied: [0.01, 2e-4],
  tied: [0.01, 1e-3],
  not_best: [0.01, 0.02],
  below: [0.04, 0.4],
  of_other: [0.01, 0.45],
};
const names: Readonly<Record<string, Shares>> = {
  ...Object.fromEntries(Object.entries(nameShares).map(([band, [m, u]]) => [`name_${band}`, [m * 0.7, u * 0.7]])),
  ...Object.fromEntries(Object.entries(nameShares).map(([band, [m, u]]) => [`text_${band}`, [m * 0.1, u * 0.2]])),
  name_missing: [0.2, 0.1],
};
const due: Readonly<Record<(typeof dueBands)[number], Shares>> = {
  early_over_20: [0.02, 0.2],
  early_6_20: [0.13, 0.17],
  early_1_5: [0.22, 0.06],
  on_the_day: [0.2, 0.015],
  late_1_5: [0.22, 0.06],
  late_6_25: [0.16, 0.2],
  late_over_25: [0.05, 0.295],
};
const lag: Readonly<Record<(typeof lagBands)[number], Shares>> = {
  lag_2: [0.25, 0.06],
  lag_6: [0.2, 0.1],
  lag_15: [0.12, 0.15],
  lag_more: [0.05, 0.3],
  lag_unknown: [0.38, 0.39],
};
const aloneness: Readonly<Record<(typeof alonenessBands)[number], Shares>> = {
  only_open: [0.3, 0.15],
  only_of_amount: [0.55, 0.65],
  equal_2: [0.08, 0.1],
  equal_3_5: [0.05, 0.07],
  equal_more: [0.02, 0.03],
};
const payer: Readonly<Record<(typeof payerBands)[number], Shares>> = {
  repeated_payer: [0.7, 0.65],
  new_payer: [0.3, 0.35],
};

const prior = (share: number): { readonly in: number; readonly out: number } => ({ in: share, out: share });

/**
 * Numbers set by hand: what the engine does with them does not change with each training. Nothing may be certified on
 * them. Scales below one, as the groups are not independent.
 */
export const defaultModel: MatchingModel = {
  version: 'default-1',
  groups: {
    REF: {
      scale: 1,
      levels: levels({
        kid_equal: [0.4, 1e-4],
        kid_names_party_number_cited: [0.01, 1e-4],
        kid_names_party: [0.05, 1e-4],
        number_cited: [0.2, 1e-3],
        other_kid: [0.003, 0.3],
        other_number: [0.007, 0.25],
        closed_reference: [0.004, 0.03],
        unknown_kid: [0.002, 0.01],
        unknown_number: [0.008, 0.01],
        none: [0.32, 0.43],
        'without/kid': [0.002, 0.4],
        'without/number': [0.03, 0.2],
        'without/unknown_kid': [0.08, 0.015],
        'without/unknown_number': [0.03, 0.01],
        'without/none': [0.858, 0.375],
      }),
    },
    AMOUNT: {
      scale: 0.9,
      levels: levels({
        exact: [1, 1e-3],
        under_1_kr: [1, 2e-3],
        known_fee: [1, 2e-3],
        within_2_percent: [1, 0.02],
        over: [1, 0.5],
        under: [1, 0.5],
        converted: [1, 0.01],
        sum: [1, 0.01],
      }),
    },
    PARTY: {
      scale: 0.9,
      levels: levels({
        account_equal: [0.5, 1e-3],
        'account_equal/name_of_other': [0.01, 1e-4],
        org_equal: [0.01, 1e-4],
        own_account: [0.01, 1e-6],
        ...combined({ account_shared: [0.02, 1e-4], ...account }, names),
      }),
    },
    DATE: { scale: 0.8, levels: levels(combined(due, lag)) },
    CONTEXT: { scale: 0.5, levels: levels(combined(aloneness, payer)) },
  },
  offsets: { none: 0, part: 0, sum: 0 },
  kindPriors: {
    single: 0.9,
    partial: 0.02,
    over: 0.01,
    fee: 0.01,
    rounding: 0.005,
    subset: 0.03,
    net_of_credit: 0.005,
    converted: 0.005,
    credit_paid_out: 0.005,
    duplicate: 0.005,
    refund: 0.005,
    own_transfer: 0.01,
    none: 0,
  },
  nonePriors: {
    never_seen: prior(0.3),
    only_matched: prior(0.03),
    only_without_invoice: prior(0.95),
    both: prior(0.4),
  },
  calibration: [],
  plausibleFrom: 0.05,
};
