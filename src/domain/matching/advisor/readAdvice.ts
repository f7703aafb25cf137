import { z } from 'zod';

/** What an advisor said of a content, as it is kept. */
export interface GivenAdvice {
  /** Indices of the candidates, the best first. */
  readonly places: readonly number[];
  /** One sentence for the person who decides; null: it has none. */
  readonly sentence: string | null;
}

/** Characters of a sentence. */
export const longestSentence = 300;

const answerSchema = z.strictObject({
  order: z.array(z.string().max(8)).min(1),
  sentence: z.string().max(longestSentence),
});

/**
 * An advisor's answer, `{order, sentence}`, to a request with so many candidates; null where it is anything else, or
 * names a candidate twice or one that it was not asked about (matching 11).
 */
export function readAdvice(answer: unknown, candidateCount: number): GivenAdvice | null {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) return null;
  const { order, sentence } = parsed.data;
  const ids = Array.from({ length: candidateCount }, (_, index) => String(index + 1));
  const places = order.map((id) => ids.indexOf(id));
  if (places.includes(-1) || new Set(places).size !== places.length) return null;
  return { places, sentence: plainText(sentence) };
}

/**
 * Without markup and without characters that nobody sees: those that control, join, or turn the direction of what follows.
 * Null where nothing is left.
 */
function plainText(text: string): string | null {
  const plain = text
    .replaceAll(/<[^<>]*>/g, ' ')
    .replaceAll(/[<>\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return plain === '' ? null : plain;
}
