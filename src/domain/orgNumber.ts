import { weightedMod11 } from './weightedMod11.ts';

const weights = [3, 2, 7, 6, 5, 4, 3, 2] as const;

/** Organisasjonsnummer: 9 digits, MOD11 (matching 2). Expects no spaces. */
export const isOrgNumber = (text: string): boolean =>
  /^[0-9]{9}$/.test(text) && weightedMod11(text.slice(0, 8), weights) === text.slice(-1);
