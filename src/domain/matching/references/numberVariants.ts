import { invoiceNumberKey } from '../numberTokens.ts';

/** Shorter runs of digits are years' ends, counts and clock times (matching 3, B). */
const shortestRun = 4;

const withoutZeros = (digits: string): string => digits.replace(/^0+(?=.)/, '');

/**
 * The forms under which an invoice number is looked up, its own first: as whole (`invoiceNumberKey`), its last run of
 * digits and all its digits, without leading zeros. `INV-0010023` is found by `10023`, and `2026-1042` by `1042` and
 * `20261042`, in either direction.
 */
export function numberVariants(number: string): readonly string[] {
  const key = invoiceNumberKey(number);
  const runs = key.match(/[0-9]+/g) ?? [];
  const digits = [runs.at(-1) ?? '', runs.join('')].filter((run) => run.length >= shortestRun).map(withoutZeros);
  return [...new Set([key, ...digits])].filter((variant) => variant !== '');
}
