/** A KID as it is compared first: without spaces; leading zeros count (matching 2). */
export const exactKid = (kid: string): string => kid.replace(/\s+/g, '');

/** As it is compared where that hits nothing: without leading zeros and a final `-`. */
export const kidWithoutZeros = (kid: string): string =>
  exactKid(kid)
    .replace(/-$/, '')
    .replace(/^0+(?=.)/, '');
