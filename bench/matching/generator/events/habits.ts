import type { Random } from '../random.ts';
import { lateShare, type Regime } from '../regimes.ts';
import type { Party, Side } from './types.ts';

/** Payment terms in days with their weights. */
const terms = { 10: 8, 14: 44, 20: 6, 30: 36, 45: 6 } as const;

/**
 * Payers are steady: most always use the KID or never, each has its own delay. Means over all parties are the regime's
 * shares; a company pays its suppliers in time more often than it is paid.
 */
export function drawHabits(
  regime: Regime,
  side: Side,
  draw: Random,
): Pick<Party, 'lagDays' | 'lagSpreadDays' | 'termsDays' | 'kidHabit' | 'citeHabit' | 'batchDay'> {
  const late = draw.chance(side === 'receivable' ? lateShare * 0.74 : lateShare * 0.4);
  const lagDays = late
    ? Math.round(Math.exp(1.6 + 0.85 * draw.normal()))
    : draw.chance(0.6)
      ? -draw.integer(0, 1)
      : -draw.integer(2, 14);
  return {
    lagDays,
    lagSpreadDays: late ? Math.max(1, lagDays * 0.35) : draw.pick([0.5, 1, 2, 4]),
    termsDays: Number(draw.weighted(terms)),
    kidHabit: steady(regime.kidShare, draw),
    citeHabit: steady(regime.citeShare, draw),
    batchDay: draw.chance(regime.batchPayerShare) ? draw.integer(1, 28) : null,
  };
}

/** A share of a payer's own: mean as asked, near 0 or near 1 for four of five payers. */
function steady(share: number, draw: Random): number {
  if (draw.chance(0.2)) return Math.min(1, Math.max(0, share + draw.between(-0.15, 0.15)));
  return draw.chance(share) ? draw.between(0.94, 1) : draw.between(0, 0.06);
}
