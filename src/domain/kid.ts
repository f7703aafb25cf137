/**
 * KID, the payee's reference of Norwegian payments (matching 2, bank G). A string: leading zeros count. A check digit
 * proves nothing (a random number passes in 18 % of cases); only a hit among open items does.
 */
export interface KidCheck {
  readonly mod10: boolean;
  readonly mod11: boolean;
}

/** 2 to 25 ASCII digits, of which the last may be `-`. */
export const isKidForm = (text: string): boolean => /^[0-9]{1,24}[0-9-]$/.test(text);

const digitsFromRight = (base: string): readonly number[] => Array.from(base, Number).toReversed();

/** Weights 2, 1, 2, 1 … from the right, sum of the products' digits. */
export function mod10CheckDigit(base: string): string {
  const sum = digitsFromRight(base).reduce((total, digit, index) => {
    const product = digit * (index % 2 === 0 ? 2 : 1);
    return total + Math.floor(product / 10) + (product % 10);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

/** Weights 2 to 7 from the right, repeating; 11 becomes `0`, 10 becomes `-`. */
export function mod11CheckDigit(base: string): string {
  const sum = digitsFromRight(base).reduce((total, digit, index) => total + digit * (2 + (index % 6)), 0);
  const check = 11 - (sum % 11);
  return check === 11 ? '0' : check === 10 ? '-' : String(check);
}

/** Which of the two methods the text satisfies; neither where it has not the form of a KID. */
export function checkKid(text: string): KidCheck {
  if (!isKidForm(text)) return { mod10: false, mod11: false };
  const [base, digit] = [text.slice(0, -1), text.slice(-1)];
  return { mod10: mod10CheckDigit(base) === digit, mod11: mod11CheckDigit(base) === digit };
}
