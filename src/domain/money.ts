/**
 * Amounts are whole minor units as `bigint`, with their currency beside them: never a float (ledger 3, D-13).
 * ISO 4217: decimals differ from two for these currencies.
 */
const decimalsByCurrency: ReadonlyMap<string, number> = new Map([
  ...['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV'].map(
    (code) => [code, 0] as const,
  ),
  ...['XAF', 'XOF', 'XPF'].map((code) => [code, 0] as const),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code) => [code, 3] as const),
  ...['CLF', 'UYW'].map((code) => [code, 4] as const),
]);

export type AmountRefusal = 'not_decimal' | 'too_many_digits' | 'too_many_decimals' | 'unknown_currency';
export type ParsedAmount =
  | { readonly ok: true; readonly amountMinor: bigint }
  | { readonly ok: false; readonly reason: AmountRefusal };

/** Digits after the point that a currency has (ISO 4217): 0 for JPY, 3 for KWD, 2 unless known otherwise. */
export const currencyDecimals = (currency: string): number => decimalsByCurrency.get(currency) ?? 2;

/** The form of an ISO 4217 code; which codes exist is not checked. */
export const isCurrencyCode = (text: string): boolean => /^[A-Z]{3}$/.test(text);

/**
 * Decimal text to minor units. The form is Berlin Group's `-?[0-9]{1,14}(\.[0-9]{1,3})?`: no plus sign, exponent, space
 * or group separator. More decimals than the currency has are refused unless they are zeros. `-0.00` is 0.
 */
export function parseMinor(text: string, currency: string): ParsedAmount {
  if (!isCurrencyCode(currency)) return { ok: false, reason: 'unknown_currency' };
  const match = /^(-?)([0-9]+)(?:\.([0-9]+))?$/.exec(text);
  if (match === null) return { ok: false, reason: 'not_decimal' };
  const [, sign = '', whole = '', fraction = ''] = match;
  if (whole.length > 14) return { ok: false, reason: 'too_many_digits' };
  const decimals = currencyDecimals(currency);
  if (fraction.length > 3 || /[1-9]/.test(fraction.slice(decimals))) return { ok: false, reason: 'too_many_decimals' };
  const magnitude = BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0'));
  return { ok: true, amountMinor: sign === '-' ? -magnitude : magnitude };
}

/** Minor units as the contract's decimal string: `12345n`, `NOK` → `123.45`. The inverse of `parseMinor`. */
export function formatMinor(amountMinor: bigint, currency: string): string {
  const decimals = currencyDecimals(currency);
  const negative = amountMinor < 0n;
  const digits = (negative ? -amountMinor : amountMinor).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(digits.length - decimals)}`;
  return negative ? `-${text}` : text;
}
