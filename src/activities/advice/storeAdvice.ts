import { adviseItems } from '../../db/sql/advice/adviseItems.ts';
import { keepMatchAdvice } from '../../db/sql/advice/keepMatchAdvice.ts';
import { addOutboxEvents } from '../../db/sql/effects/addOutboxEvents.ts';
import { namedIds } from '../../db/sql/effects/namedIds.ts';
import { withClient } from '../../db/tenantScope.ts';
import { inAdvisedOrder } from '../../domain/matching/advisor/inAdvisedOrder.ts';
import type { GivenAdvice } from '../../domain/matching/advisor/readAdvice.ts';
import type { AdviceDeps } from './adviceDeps.ts';
import type { ItemContent } from './findWaitingItems.ts';

export interface SaidOfItems {
  readonly clientId: string;
  readonly items: readonly ItemContent[];
  /** By content; null: the advisor failed. Contents that were not asked about are missing. */
  readonly said: ReadonlyMap<string, GivenAdvice | null>;
}

/**
 * Keeps what was said and gives it to the items. Whoever holds an item that shows another order now is told of its new
 * version, as when the matcher renews one.
 */
export async function storeAdvice(
  { orm }: Pick<AdviceDeps, 'orm'>,
  { clientId, items, said }: SaidOfItems,
): Promise<void> {
  const given = new Map([...said].flatMap(([hash, advice]) => (advice === null ? [] : [[hash, advice] as const])));
  const ofItems = items.flatMap((item) => {
    const advice = said.get(item.contentHash);
    return advice === undefined ? [] : [adviceOf(item, advice)];
  });
  if (ofItems.length === 0) return;
  await withClient(orm.em, { clientId, role: 'kontosync_worker' }, async (em) => {
    await keepMatchAdvice(em, clientId, given);
    const reordered = await adviseItems(em, clientId, ofItems);
    if (reordered.length > 0)
      await addOutboxEvents(em, clientId, [{ type: 'review.required', data: namedIds('review_items', reordered) }]);
  });
}

function adviceOf({ id, version, candidateCount }: ItemContent, advice: GivenAdvice | null) {
  if (advice === null) return { id, version, places: null, sentence: null, reorders: false };
  const places = inAdvisedOrder([...Array(candidateCount).keys()], advice.places);
  return { id, version, places, sentence: advice.sentence, reorders: places.some((place, index) => place !== index) };
}
