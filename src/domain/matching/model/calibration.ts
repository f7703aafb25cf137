import type { CalibrationStep } from './matchingModel.ts';

export const probabilityOf = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));
export const logOddsOf = (probability: number): number => Math.log(probability) - Math.log1p(-probability);

/**
 * The isotonic steps as a line between them (matching 5). Beyond the ends the first or the last step holds; without steps
 * the log-odds are taken at their word.
 */
export function calibrate(steps: readonly CalibrationStep[], logOdds: number): number {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return probabilityOf(logOdds);
  if (logOdds <= first.logOdds) return first.probability;
  if (logOdds >= last.logOdds) return last.probability;
  let [low, high] = [0, steps.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((steps[middle]?.logOdds ?? 0) <= logOdds) low = middle;
    else high = middle;
  }
  const [from, to] = [steps[low] ?? first, steps[high] ?? last];
  const part = to.logOdds === from.logOdds ? 1 : (logOdds - from.logOdds) / (to.logOdds - from.logOdds);
  return from.probability + part * (to.probability - from.probability);
}
