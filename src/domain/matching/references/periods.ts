const year = '(?:199[0-9]|20[0-9]{2})';
/** Of forms that have two digits for it: a longer span would take too many running numbers for days. */
const shortYear = '[23][0-9]';
const month = '(?:0?[1-9]|1[0-2])';
const twoDigitMonth = '(?:0[1-9]|1[0-2])';
const day = '(?:0?[1-9]|[12][0-9]|3[01])';
const twoDigitDay = '(?:0[1-9]|[12][0-9]|3[01])';
const between = '[-/.]';

const oneOf = (...forms: readonly string[]): RegExp => new RegExp(`^(?:${forms.join('|')})$`);

const days = oneOf(
  `${day}${between}${month}${between}(?:${year}|[0-9]{2})`,
  `${year}${between}${month}${between}${day}`,
  `${day}${between}${month}`,
);

const monthsAndYears = oneOf(
  year,
  `${year}${between}${month}`,
  `${month}${between}(?:${year}|${shortYear})`,
  `${year}[-/.]?Q[1-4]`,
  `Q[1-4][-/.]?${year}`,
);

const compact = oneOf(
  `${year}${twoDigitMonth}`,
  `${twoDigitMonth}${year}`,
  `${year}${twoDigitMonth}${twoDigitDay}`,
  `${twoDigitDay}${twoDigitMonth}${year}`,
  `${twoDigitDay}${twoDigitMonth}${shortYear}`,
  `${shortYear}${twoDigitMonth}${twoDigitDay}`,
);

/** A day, with something between its parts: never an invoice number, whatever announces it. */
export const isDay = (token: string): boolean => days.test(token);

/**
 * Whether a token, in upper case, reads as the time that is paid for: a day, month, quarter or year of 1990 to 2099
 * (`2026-11`, `11/2026`, `202611`, `011126`). An invoice may bear that very number, so what announces it decides
 * (matching 3, B).
 */
export const isPeriod = (token: string): boolean => isDay(token) || monthsAndYears.test(token) || compact.test(token);

export const isYear = (token: string): boolean => new RegExp(`^${year}$`).test(token);
