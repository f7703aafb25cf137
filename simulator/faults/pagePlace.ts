import { z } from 'zod';
import type { PageSequence } from '../data/pageSequence.ts';
import type { TransactionsBody } from '../data/transactionsBody.ts';
import type { AnsweredPage } from './hooks.ts';

/** A page as people count them. Where a read has fewer pages, its last one is meant. */
export const pageNumber = z.int().min(1).max(100_000);

/** The index of the page that is meant. It looks no further than that, for pages may be endless. */
export function indexOfPage(pages: PageSequence, number: number): number {
  let index = 0;
  while (index < number - 1 && pages(index + 1) !== null) index += 1;
  return index;
}

/** Whether the page that is answered is the one that is meant. */
export const isPage = ({ index, isLast }: Pick<AnsweredPage, 'index' | 'isLast'>, number: number): boolean =>
  index === number - 1 || (isLast && index < number - 1);

export const withNext = (body: TransactionsBody, href: string): TransactionsBody => ({
  ...body,
  links: { next: { href } },
});
