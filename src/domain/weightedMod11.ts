/**
 * The check digit of fixed-length Norwegian numbers: weights from the left, 11 − (sum mod 11), 11 becomes 0.
 * `null` where it would be 10: such a number does not exist.
 */
export function weightedMod11(digits: string, weights: readonly number[]): string | null {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits.charAt(index)), 0);
  const check = 11 - (sum % 11);
  return check === 11 ? '0' : check === 10 ? null : String(check);
}
