import type { ActivityDeps } from '../activityDeps.ts';
import { nameEntries } from './nameEntries.ts';
import type { GuardedPage } from './pageGuard.ts';
import type { Reader, Series } from './readSeries.ts';
import { readStagedPages } from './readStagedPages.ts';

/**
 * The pages of a read that an attempt before this one has staged, as its guard knows them (D-15). They are opened again
 * for their entries, as a circle may be longer than a step (D-8); most reads are one step and have none.
 */
export async function knownPages(
  deps: Pick<ActivityDeps, 'orm' | 'bank' | 'cipher'>,
  { ref, part: { connectionId } }: Pick<Reader, 'ref' | 'part'>,
  { marks, purpose }: Pick<Series, 'marks' | 'purpose'>,
): Promise<readonly GuardedPage[]> {
  const pageNos = marks.map((_mark, index) => index + 1);
  const pages = await readStagedPages(deps, { ref, connectionId, purpose, pageNos });
  return marks.map((mark, index) => ({ ...mark, named: nameEntries(pages[index]?.entries ?? []) }));
}
