/** Numbers that a Norwegian bank writes, made with their check digits. */
import type { Random } from './random.ts';

const weighed = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, at) => sum + Number(digits[at]) * weight, 0);

/** MOD10 (Luhn): weights 2, 1 from the right, sums of digits. */
export function mod10CheckDigit(base: string): string {
  let sum = 0;
  for (let at = 0; at < base.length; at += 1) {
    const product = Number(base[base.length - 1 - at]) * (at % 2 === 0 ? 2 : 1);
    sum += Math.floor(product / 10) + (product % 10);
  }
  return String((10 - (sum % 10)) % 10);
}

/** MOD11: weights 2 to 7 repeating from the right; 11 is `0`, 10 is `-`. */
export function mod11CheckDigit(base: string): string {
  let sum = 0;
  for (let at = 0; at < base.length; at += 1) sum += Number(base[base.length - 1 - at]) * (2 + (at % 6));
  const rest = 11 - (sum % 11);
  return rest === 11 ? '0' : rest === 10 ? '-' : String(rest);
}

/** An 11-digit kontonummer from its first ten; `null` where no such number exists (check digit 10). */
export function kontonummer(base: string): string | null {
  const rest = 11 - (weighed(base, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11);
  return rest === 10 ? null : `${base}${rest === 11 ? 0 : rest}`;
}

/** `NO`, two check digits (ISO 7064, MOD 97-10), BBAN. N is 23, O is 24. */
export const ibanOf = (bban: string): string =>
  `NO${String(98n - (BigInt(`${bban}232400`) % 97n)).padStart(2, '0')}${bban}`;

/** A kontonummer in a bank's series. Digits 5–6 are never `00`: another rule holds there. */
export function drawKontonummer(random: Random, registerNumber: string): string {
  for (;;) {
    const group = String(random.int(1, 99)).padStart(2, '0');
    const drawn = kontonummer(`${registerNumber}${group}${String(random.int(0, 9999)).padStart(4, '0')}`);
    if (drawn !== null) return drawn;
  }
}
