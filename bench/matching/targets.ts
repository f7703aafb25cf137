import type { RegimeName } from './generator/index.ts';

export interface Targets {
  /** Shares, 0 to 1. */
  readonly bound: number;
  readonly coverage: number;
  readonly coverageGoal: number;
  readonly top1: number;
  readonly top3: number;
  readonly blockingRecall: number;
  /** At most. */
  readonly ece: number;
  readonly brier: number;
}

const common = { bound: 0.995, ece: 0.02, brier: 0.04 };

/** What must be reached on companies never trained on (matching 13). */
export const targets: Readonly<Record<RegimeName, Targets>> = {
  base: { ...common, coverage: 0.92, coverageGoal: 0.95, top1: 0.98, top3: 0.995, blockingRecall: 0.99 },
  shifted: { ...common, coverage: 0.84, coverageGoal: 0.9, top1: 0.975, top3: 0.99, blockingRecall: 0.98 },
  adversarial: { ...common, coverage: 0.85, coverageGoal: 0.92, top1: 0.975, top3: 0.99, blockingRecall: 0.98 },
};

/** Autos of a class below which its bound cannot reach the target, even without an error (0.995^598 < 5 %). */
export const fewestToJudge = 598;
