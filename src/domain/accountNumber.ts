import { weightedMod11 } from './weightedMod11.ts';

const weights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2] as const;
const lastFiveWeights = [5, 4, 3, 2] as const;

/** Account numbers as compared and stored: no spaces or dots, upper case (`1234.56.78903`, `NO93 8601 …`). */
export const compactAccountNumber = (text: string): string => text.replace(/[\s.]/g, '').toUpperCase();

/**
 * Kontonummer (BBAN): 11 digits, MOD11. Where digits 5 and 6 are `00` the check may cover only the last five, so either
 * rule is accepted; eleven zeros pass the arithmetic and are refused (matching 2). Expects the compact form.
 */
export function isKontonummer(text: string): boolean {
  if (!/^[0-9]{11}$/.test(text) || text === '00000000000') return false;
  const check = text.slice(-1);
  if (weightedMod11(text.slice(0, 10), weights) === check) return true;
  return text.slice(4, 6) === '00' && weightedMod11(text.slice(6, 10), lastFiveWeights) === check;
}

/** ISO 13616 mod 97 over any country's IBAN in compact form. */
export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}$/.test(text)) return false;
  const rearranged = text.slice(4) + text.slice(0, 4);
  let remainder = 0;
  for (const character of rearranged)
    for (const digit of String(Number.parseInt(character, 36))) remainder = (remainder * 10 + Number(digit)) % 97;
  return remainder === 1;
}

/** A Norwegian IBAN in compact form: 15 characters, mod 97. Whether its kontonummer checks too is `isKontonummer`'s. */
export const isNorwegianIban = (text: string): boolean => /^NO[0-9]{13}$/.test(text) && isIban(text);

/** The kontonummer inside a Norwegian IBAN, `null` for anything else. Takes any spacing. */
export function bbanOfIban(iban: string): string | null {
  const compact = compactAccountNumber(iban);
  return isNorwegianIban(compact) ? compact.slice(4) : null;
}
