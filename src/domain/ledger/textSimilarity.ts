import type { TransactionDetails } from './bookedEntry.ts';
import { plainText } from './textEnrichment.ts';

/** Below it two texts are taken to tell of different payments (ledger 6, step 3). */
export const leastSimilarity = 0.5;

/** The words that details are compared by. */
export const comparedWords = ({ counterpartyName, text }: TransactionDetails): ReadonlySet<string> =>
  new Set(`${plainText(counterpartyName)} ${plainText(text)}`.split(' ').filter((word) => word !== ''));

/** Dice's coefficient of two sets of words, 0 to 1. Two empty ones are alike: nothing tells them apart. */
export function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size + b.size === 0) return 1;
  let common = 0;
  for (const word of a) if (b.has(word)) common += 1;
  return (2 * common) / (a.size + b.size);
}
