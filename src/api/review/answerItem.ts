import type { z } from 'zod';
import { readMatch } from '../../db/sql/matching/readMatch.ts';
import type { Person } from '../../db/sql/review/logActions.ts';
import { readReviewItem } from '../../db/sql/review/readReviewItem.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { ApiDeps } from '../apiDeps.ts';
import { notFound } from '../problem.ts';
import type { matchItem } from '../shapes/matchShape.ts';
import { presentMatch } from '../shapes/matchShape.ts';
import type { reviewItem } from '../shapes/reviewItemShape.ts';
import { presentReviewItems } from './presentReviewItems.ts';
import { type Resolution, type Resolved, resolveItem } from './resolveItem.ts';

export interface ItemAnswer {
  /** 202: recorded, and another person must accept the same. */
  readonly status: 200 | 202;
  readonly answer: {
    readonly success: true;
    readonly message: string;
    readonly review_item: z.input<typeof reviewItem>;
    readonly match: z.input<typeof matchItem> | null;
  };
}

const messages: Readonly<Record<Resolved['kind'], string>> = {
  matched: 'The decision is made',
  second_person_awaited: 'Recorded; another person must accept the same',
  rejected: 'The candidate is not proposed again',
};

/** One answer to one review item, in a transaction of its own: decided, and read as it then is. Throws `ApiProblem`. */
export const answerItem = (
  { orm }: Pick<ApiDeps, 'orm'>,
  decision: {
    readonly clientId: string;
    readonly person: Person;
    readonly itemId: string;
    readonly body: Resolution;
  },
): Promise<ItemAnswer> => {
  const { clientId, itemId } = decision;
  return withClient(orm.em, { clientId, role: 'kontosync_app' }, async (em) => {
    const made = await resolveItem(em, decision);
    const item = await readReviewItem(em, clientId, itemId);
    const [review_item] = item === null ? [] : await presentReviewItems(em, clientId, [item]);
    if (review_item === undefined) throw notFound();
    const match = made.kind === 'matched' ? await readMatch(em, clientId, made.matchId) : null;
    return {
      status: made.kind === 'second_person_awaited' ? 202 : 200,
      answer: {
        success: true,
        message: messages[made.kind],
        review_item,
        match: match === null ? null : presentMatch(match),
      },
    };
  });
};
