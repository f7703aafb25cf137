import { checkKid, isKidForm } from '../kid.ts';

/** Shorter tokens are counts, versions and clock times. */
const shortestToken = 3;
/** Parts of a token are weaker evidence (matching 3, B). */
const shortestPart = 4;

/** Without punctuation at its ends. Both searches are linear, however long the text is that a bank sends. */
const withoutEdges = (token: string): string =>
  (/^.*[\p{L}\p{N}]/su.exec(token)?.[0] ?? '').replace(/^[^\p{L}\p{N}]+/u, '');

const fold = (text: string): string => text.normalize('NFC').toUpperCase();

/** An invoice number as it is looked for in texts: NFC, upper case, without punctuation at its ends. */
export const invoiceNumberKey = (number: string): string => withoutEdges(fold(number.trim()));

/**
 * The numbers cited in a payment's text, as whole tokens (`INV-2026/7`, `10023`), in the form of `invoiceNumberKey`: cut at
 * white space, commas and semicolons, at least one digit. Tokens such as `Faktura:10023`, `nr.10023` or `10023/10024` give their parts
 * too. Never a substring of a longer number.
 */
export function numberTokens(text: string | null): readonly string[] {
  const tokens = fold(text ?? '')
    .split(/[\s,;|]+/)
    .map(withoutEdges);
  const parts = tokens
    .flatMap((token) => token.split(/[/:#+&=()[\]*"']+|(?<=\p{L})\./u))
    .map(withoutEdges)
    .filter((part) => part.length >= shortestPart);
  const cited = [...tokens.filter((token) => token.length >= shortestToken), ...parts];
  return [...new Set(cited.filter((token) => /[0-9]/.test(token)))];
}

/**
 * What may be a KID: the structured reference first, then tokens of the text that have the form, then runs of digit groups
 * (`1234 5678 903`, `1234.56.78903`) whose check digit is right when joined (matching 2). Only equality with an open
 * invoice's KID makes one a hit.
 */
export function kidCandidates(kid: string | null, text: string | null): readonly string[] {
  const structured = (kid ?? '').replace(/\s+/g, '');
  const runs = [...fold(text ?? '').matchAll(/(?<![\p{L}\p{N}])[0-9]+(?:[ .][0-9]+)+-?(?![\p{L}\p{N}])/gu)];
  const joined = runs.map(([run]) => run.replace(/[ .]/g, '')).filter((candidate) => passesCheck(candidate));
  const tokens = [...numberTokens(text), ...(text ?? '').split(/[\s,;|:]+/)];
  const found = [structured, ...tokens.filter((token) => token.length >= shortestPart), ...joined];
  return [...new Set(found.filter(isKidForm))];
}

const passesCheck = (candidate: string): boolean => {
  const { mod10, mod11 } = checkKid(candidate);
  return mod10 || mod11;
};
