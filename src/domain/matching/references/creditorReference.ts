/** `RF`, two check digits, up to 21 letters and digits (ISO 11649), with spaces between groups as people write it. */
const form = /(?<![\p{L}\p{N}])RF[0-9]{2}(?: ?[0-9A-Z]){1,21}(?![\p{L}\p{N}])/giu;

/** Whether mod 97 over the reference is 1 (ISO 11649). Expects the compact form in upper case. */
export function isCreditorReference(text: string): boolean {
  if (!/^RF[0-9]{2}[0-9A-Z]{1,21}$/.test(text)) return false;
  let remainder = 0;
  for (const character of text.slice(4) + text.slice(0, 4))
    for (const digit of String(Number.parseInt(character, 36))) remainder = (remainder * 10 + Number(digit)) % 97;
  return remainder === 1;
}

/**
 * The creditor references that a text holds, compact and checked. Words after one may look like its end: of a run that
 * does not check, words are taken off until it does.
 */
export function creditorReferences(text: string | null): readonly string[] {
  const runs = (text ?? '').toUpperCase().match(form) ?? [];
  return [...new Set(runs.flatMap(longestThatChecks))];
}

function longestThatChecks(run: string): readonly string[] {
  const words = run.split(' ');
  for (let length = words.length; length > 0; length -= 1) {
    const reference = words.slice(0, length).join('');
    if (isCreditorReference(reference)) return [reference];
  }
  return [];
}

/** What the creditor wrapped: an invoice number or KID, without the leading zeros that some fill it up with. */
export const wrappedReference = (reference: string): string => reference.slice(4).replace(/^0+(?=.)/, '');
