import { numberTokens } from '../numberTokens.ts';
import { isDay, isPeriod } from './periods.ts';

/** Fewer digits are a number only behind a word that says so. */
const fewestDigits = 4;
const invoiceWords = 'FAKTURA(?:EN|ER|ENE)?|FAKT|FAK|FNR|INVOICES?|INV';
const run = '[0-9]+(?:[-/.][0-9]+)*';
const behind = (words: string): RegExp =>
  new RegExp(
    `(?:${words})[\\s.:#-]{0,5}(?:NR|NO|NUMMER)?[\\s.:#-]{0,5}(${run}(?:\\s{0,3}(?:[,;&+]|OG|AND)\\s{0,3}${run})*)`,
    'g',
  );
const behindInvoice = behind(invoiceWords);
/** A reference is the payer's own as often; that it is no month is all that it says. */
const behindReference = behind(`${invoiceWords}|\\bREF(?:ERANSE|ERENCE)?`);
const announcedKid = /\bKID[\s.:]{0,5}(?:NR|NO|NUMMER)?[\s.:]{0,5}([0-9](?:[0-9]|[ .](?=[0-9])){1,31})/g;

/**
 * The numbers that a payment's text may cite as invoice numbers, folded, in order: tokens with four digits or more, without
 * days, months and years, and those and shorter ones behind words such as `faktura` (matching 3, B).
 */
export function citedNumbers(text: string | null): readonly string[] {
  const tokens = numberTokens(text).filter(
    (token) => (token.match(/[0-9]/g)?.length ?? 0) >= fewestDigits && !isPeriod(token),
  );
  return [...new Set([...announcedNumbers(text), ...announcedPeriods(text), ...tokens])];
}

/** Those alone that stand behind words such as `faktura`, folded: the payer says that it is an invoice number. */
export const announcedNumbers = (text: string | null): readonly string[] =>
  runsBehind(behindInvoice, text)
    .map(([first = '']) => (isPeriod(first) ? first : (/^[0-9]+/.exec(first)?.[0] ?? '')))
    .filter((number) => /^[0-9]{3}/.test(number) && !isDay(number));

/** What reads as a month or a year and yet is a number, as a word says so; several may stand behind it. */
const announcedPeriods = (text: string | null): readonly string[] =>
  runsBehind(behindReference, text)
    .flat()
    .filter((number) => isPeriod(number) && !isDay(number));

const runsBehind = (words: RegExp, text: string | null): readonly (readonly string[])[] =>
  [...(text ?? '').toUpperCase().matchAll(words)].map(([, runs = '']) => runs.match(/[0-9][0-9./-]*/g) ?? []);

/** What the text calls a KID, in digits only, whatever stands between them. */
export const announcedKids = (text: string | null): readonly string[] =>
  [...(text ?? '').toUpperCase().matchAll(announcedKid)].map(([, kid = '']) => kid.replaceAll(/[^0-9]/g, ''));
