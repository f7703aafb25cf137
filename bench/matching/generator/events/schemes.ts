import type { Random } from '../random.ts';
import type { Population, Regime } from '../regimes.ts';
import type { NumberScheme } from './types.ts';

/** Lengths of KID as seen at Norwegian systems (matching 2), with the method. */
const kidForms = [
  { length: 7, method: 'mod10' },
  { length: 10, method: 'mod10' },
  { length: 12, method: 'mod10' },
  { length: 13, method: 'mod10' },
  { length: 15, method: 'mod11' },
  { length: 16, method: 'mod11' },
] as const;

export type KidForm = (typeof kidForms)[number];
export const pickKidForm = (random: Random): KidForm => random.pick(kidForms);

const prefixes: Readonly<Record<Population, readonly string[]>> = {
  training: ['', '', '', '', 'F', 'INV-'],
  unseen: ['', '', '', '', 'FA-', 'N', 'SI'],
};

/** The company's own series: one for all its customers. */
export function makeOwnSeries(
  population: Population,
  random: Random,
): { prefix: string; yearly: boolean; start: number } {
  return {
    prefix: random.pick(prefixes[population]),
    yearly: random.chance(0.12),
    start: random.integer(2, 90) * 1_000 + random.integer(0, 999),
  };
}

/** How a supplier numbers: mostly in its own range, sometimes (`reusedNumberShare`) in that of the company. */
export function makeSupplierScheme(
  regime: Regime,
  population: Population,
  ownStart: number,
  random: Random,
): NumberScheme {
  const reused = random.chance(regime.reusedNumberShare);
  const form = pickKidForm(random);
  return {
    prefix: random.pick(prefixes[population]),
    yearly: random.chance(0.12),
    start: reused ? ownStart + random.integer(0, 2_000) : random.integer(100, 10 ** random.integer(4, 8)),
    kid: {
      method: form.method,
      length: form.length,
      customerNumber: random.digits(5),
      fixed: random.chance(regime.fixedKidShare * 1.5),
    },
  };
}
