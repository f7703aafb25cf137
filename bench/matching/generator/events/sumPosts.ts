import type { Random } from '../random.ts';
import { noReference } from './references.ts';
import type { PaymentEvent } from './types.ts';

/**
 * Some payments by KID come as one sum a day (OCR; matching 2), with or without the file that tells the lines. The posts
 * of a day hold two or more.
 */
export function bundleSumPosts(
  events: readonly PaymentEvent[],
  share: number,
  random: Random,
): readonly PaymentEvent[] {
  // On such a day all of them come in the sum. Most days have none: the KIDs come row by row.
  const days = Map.groupBy(events.filter(isBundled), ({ day }) => day);
  const chosen = new Set([...days.keys()].toSorted((a, b) => a - b).filter(() => random.chance(share)));
  const bundles = [...days].flatMap(([day, parts]) => (chosen.has(day) && parts.length >= 2 ? [parts] : []));
  const bundled = new Set(bundles.flat());
  return [...events.filter((event) => !bundled.has(event)), ...bundles.map((parts) => toSumPost(parts, random))];
}

const isBundled = (event: PaymentEvent): boolean =>
  event.direction === 'in' && event.reference.kidOf !== null && event.kind === 'single';

function toSumPost(parts: readonly PaymentEvent[], random: Random): PaymentEvent {
  return {
    day: parts[0]?.day ?? 0,
    direction: 'in',
    kind: 'sum_post',
    amountMinor: parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    counterparty: null,
    allocations: parts.flatMap(({ allocations }) => allocations),
    reference: { ...noReference, message: `OCR GIRO INNBETALINGER ANTALL ${parts.length}` },
    original: null,
    tags: [],
    parts,
    partsShown: random.chance(0.5),
  };
}
