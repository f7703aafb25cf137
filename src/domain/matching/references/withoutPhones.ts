const phone =
  /(?<![\p{L}\p{N}])(?:tlf|tel|telefon|phone|mob|mobil|postboks|pb)[\s.:]{0,4}(?:nr|no)?[\s.:]{0,4}\+?[0-9](?:[0-9 ]{0,18}[0-9])?/giu;

/** The text without what it calls a telephone or a post box: joined or not, such numbers are nobody's invoice. */
export const withoutPhones = (text: string | null): string | null => text?.replaceAll(phone, ' ') ?? null;
