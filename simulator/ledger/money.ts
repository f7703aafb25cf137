/** `-1545.15`: the bank writes amounts as text with a dot and two decimals. */
export function writeAmount(amountMinor: bigint): string {
  const sign = amountMinor < 0n ? '-' : '';
  const minor = String(amountMinor < 0n ? -amountMinor : amountMinor).padStart(3, '0');
  return `${sign}${minor.slice(0, -2)}.${minor.slice(-2)}`;
}

/** Pending rows of whole kroner were seen without decimals: `-378` (bank A.4, Q35). */
export const writeShortAmount = (amountMinor: bigint): string => writeAmount(amountMinor).replace(/\.00$/, '');

/** What `writeAmount` writes, with none, one or two decimals. */
export const amountForm = /^-?\d{1,14}(\.\d{1,2})?$/;

export function readAmount(text: string): bigint {
  const [whole = '', decimals = ''] = text.replace('-', '').split('.');
  const minor = BigInt(`${whole}${decimals.padEnd(2, '0')}`);
  return text.startsWith('-') ? -minor : minor;
}
