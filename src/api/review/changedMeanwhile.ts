import type { EntityManager } from '@mikro-orm/postgresql';
import { readReviewItem } from '../../db/sql/review/readReviewItem.ts';
import { ApiProblem } from '../problem.ts';
import { presentReviewItems } from './presentReviewItems.ts';

/** 409 with the item as it is now (contract 3.2). `detail`: what no longer fits, where it is not the item itself. */
export async function changedMeanwhile(
  em: EntityManager,
  clientId: string,
  itemId: string,
  detail?: string,
): Promise<ApiProblem> {
  const item = await readReviewItem(em, clientId, itemId);
  const [present] = item === null ? [] : await presentReviewItems(em, clientId, [item]);
  return new ApiProblem('changed_meanwhile', {
    ...(detail === undefined ? {} : { detail }),
    ...(present === undefined ? {} : { extras: { review_item: present } }),
  });
}
