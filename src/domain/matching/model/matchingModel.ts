import { z } from 'zod';
import { hypothesisKinds } from '../decision.ts';
import { groups } from '../evidence.ts';
import { payerRecords } from '../ledger/ledgerChances.ts';

const count = z.number().nonnegative();
const share = z.number().gt(0).lt(1);

const levelSchema = z.strictObject({
  /** Confirmed matches that showed the level: a count, which may be a fraction (decayed, shrunk, half a vote). */
  m: count,
  /** Random pairs of a payment and an item open on its day that showed it (matching 4, fix 1). */
  u: count,
  /** How often it was seen at all, shipped and client together, undecayed: below 30 it carries no auto (matching 8). */
  seen: count,
});

const groupSchema = z.strictObject({
  /** λ: the groups are not independent, so each weight is scaled; never negative, so that more evidence stays more. */
  scale: count,
  levels: z.record(z.string(), levelSchema),
});

/** Numbers of the matcher, learnt and versioned (matching 4, 5 and 10). Plain JSON. */
export const matchingModelSchema = z.strictObject({
  version: z.string().min(1),
  groups: z.record(z.enum(groups), groupSchema),
  /** Natural logarithms, added to the score of none, of `partial` and `over`, and of sums. */
  offsets: z.strictObject({ none: z.number(), part: z.number(), sum: z.number() }),
  /** Of a payment that has an invoice, the share of each kind; `none` is not looked at. Need not add up to one. */
  kindPriors: z.record(z.enum(hypothesisKinds), count),
  /** The share without an invoice, by the payer's record and the sign of the amount (matching 5). */
  nonePriors: z.record(z.enum(payerRecords), z.strictObject({ in: share, out: share })),
  /** Isotonic steps (matching 5): calibrated probability at log-odds, both ascending. Empty: uncalibrated. */
  calibration: z.array(z.strictObject({ logOdds: z.number(), probability: z.number().min(0).max(1) })),
  /** Probability from which a candidate is shown to a person (matching 7). */
  plausibleFrom: share,
});

export type MatchingModel = z.infer<typeof matchingModelSchema>;
export type LevelCounts = z.infer<typeof levelSchema>;
export type GroupModel = z.infer<typeof groupSchema>;
export type CalibrationStep = MatchingModel['calibration'][number];

/** For a model from outside: a stored row, a file. Throws `ZodError` naming the member that is wrong. */
export const parseMatchingModel = (value: unknown): MatchingModel => matchingModelSchema.parse(value);
