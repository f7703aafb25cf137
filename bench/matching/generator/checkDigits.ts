import type { Random } from './random.ts';

/** Norwegian numbers with their check digits, written apart from the product's: the two can then disagree. */

export function withMod10(base: string): string {
  let sum = 0;
  for (let index = 0; index < base.length; index += 1) {
    const digit = Number(base.at(-1 - index));
    const doubled = index % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return base + String((1000 - sum) % 10);
}

/** The check character can be `-`. */
export function withMod11(base: string): string {
  let sum = 0;
  let weight = 2;
  for (let index = base.length - 1; index >= 0; index -= 1) {
    sum += Number(base[index]) * weight;
    weight = weight === 7 ? 2 : weight + 1;
  }
  const rest = sum % 11;
  return base + (rest === 0 ? '0' : rest === 1 ? '-' : String(11 - rest));
}

/** The base with its digit, null where none exists. */
function weighed(base: string, weights: readonly number[]): string | null {
  const rest = weights.reduce((sum, weight, index) => sum + weight * Number(base[index]), 0) % 11;
  return rest === 1 ? null : base + String(rest === 0 ? 0 : 11 - rest);
}

/** A kontonummer of 11 digits. */
export function makeAccount(random: Random): string {
  for (;;) {
    const made = weighed(
      random.digits(4) + String(random.integer(10, 99)) + random.digits(4),
      [5, 4, 3, 2, 7, 6, 5, 4, 3, 2],
    );
    if (made !== null) return made;
  }
}

export function makeOrgNumber(random: Random): string {
  for (;;) {
    const made = weighed(String(random.pick([8, 9])) + random.digits(7), [3, 2, 7, 6, 5, 4, 3, 2]);
    if (made !== null) return made;
  }
}

/** An account abroad, in the form of an IBAN; its check digits are not right, as nobody checks them here. */
export const makeForeignIban = (country: string, random: Random): string =>
  `${country}${random.digits(2)}${random.digits(country === 'SE' ? 20 : 18)}`;
