import { z } from 'zod';
import { bbanOfIban, compactAccountNumber } from '../../domain/accountNumber.ts';

/**
 * A text of the bank as it may be stored: PostgreSQL takes neither U+0000 nor half a surrogate pair. Blank, missing or
 * of another type is `null`: a broken detail must not cost the row.
 */
export function readText(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const storable = value.replaceAll('\u0000', '').toWellFormed();
  return storable.trim() === '' ? null : storable;
}

export const textSchema = z.unknown().optional().transform(readText);

/** `{iban?, bban?}`, in whatever spacing; other members are for others. */
export const accountReferenceSchema = z
  .object({ iban: textSchema, bban: textSchema })
  .nullish()
  .transform((account) => ({ iban: compactOrNull(account?.iban), bban: compactOrNull(account?.bban) }))
  .catch({ iban: null, bban: null });
const compactOrNull = (number: string | null | undefined): string | null =>
  number === null || number === undefined ? null : compactAccountNumber(number);
export type AccountReference = z.infer<typeof accountReferenceSchema>;

/** Every number that names the account: the BBAN inside a Norwegian IBAN too, since rows carry the one, lists the other. */
export const accountNames = ({ iban, bban }: AccountReference): readonly string[] =>
  [iban, bban, iban === null ? null : bbanOfIban(iban)].filter((name) => name !== null);

/** Texts of a member that is a string, an object with `reference`, or an array of these (bank B; Q19). */
export function readTexts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(readTexts);
  // A schema that fails costs more than the rest of the row, and most texts are plain.
  const inside = typeof value === 'object' ? referenceSchema.safeParse(value) : null;
  const text = readText(inside?.success === true ? inside.data.reference : value);
  return text === null ? [] : [text];
}
const referenceSchema = z.object({ reference: z.unknown() });
