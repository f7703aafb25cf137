import { numberTokens } from '../numberTokens.ts';

/** Fewer digits are a number only behind a word that says so. */
const fewestDigits = 4;
const announced = /(?:FAKTURA|FAKT|FAK|FNR|INVOICE|INV)[\s.:#-]{0,5}(?:NR|NO|NUMMER)?[\s.:#-]{0,5}([0-9]{3,})/g;
const announcedKid = /\bKID[\s.:]{0,5}(?:NR|NO|NUMMER)?[\s.:]{0,5}([0-9](?:[0-9]|[ .](?=[0-9])){1,31})/g;
const datesAndYears = /^(?:[0-3]?[0-9]\.[01]?[0-9]\.(?:[0-9]{2}){1,2}|20[0-9]{2}-[01][0-9]-[0-3][0-9]|20[0-9]{2})$/;

/**
 * The numbers that a payment's text may cite as invoice numbers, folded, in order: tokens with four digits or more, without
 * dates and bare years, and shorter ones behind words such as `faktura` (matching 3, B).
 */
export function citedNumbers(text: string | null): readonly string[] {
  const behindWords = announcedNumbers(text);
  const tokens = numberTokens(text).filter(
    (token) => (token.match(/[0-9]/g)?.length ?? 0) >= fewestDigits && !datesAndYears.test(token),
  );
  return [...new Set([...behindWords, ...tokens])];
}

/** Those alone that stand behind words such as `faktura`, folded: the payer says that it is an invoice number. */
export const announcedNumbers = (text: string | null): readonly string[] =>
  [...(text ?? '').toUpperCase().matchAll(announced)].map(([, number = '']) => number);

/** What the text calls a KID, in digits only, whatever stands between them. */
export const announcedKids = (text: string | null): readonly string[] =>
  [...(text ?? '').toUpperCase().matchAll(announcedKid)].map(([, kid = '']) => kid.replaceAll(/[^0-9]/g, ''));
