import type { NameBand } from '../ledger/payerEvidence.ts';

/** Below this two names have nothing to do with each other (matching 4). */
export const weakestScore = 0.7;

/** The band of a similarity, 0 to 1. Exactly 1 is kept for names whose folded form is the same. */
export function bandOfScore(score: number): NameBand {
  if (score >= 1) return 'equal';
  if (score > 0.93) return 'over_93';
  if (score > 0.85) return 'over_85';
  return score > weakestScore ? 'over_70' : 'below';
}
