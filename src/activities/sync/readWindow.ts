import type { RunAccountRef } from '../../contracts/sync.ts';
import { listDayDigests } from '../../db/sql/digests/listDayDigests.ts';
import { listUnsettledDates } from '../../db/sql/digests/listUnsettledDates.ts';
import { listAliasDates } from '../../db/sql/ledger/listAliasDates.ts';
import { listPageHeads, type PageHead } from '../../db/sql/pages/listPageHeads.ts';
import type { PartRow } from '../../db/sql/pages/readPart.ts';
import { withClient } from '../../db/tenantScope.ts';
import type { CalendarDate } from '../../domain/calendarDate.ts';
import { addUpDays, type DayDigest, digestDays } from '../../domain/ledger/dayDigest.ts';
import { type IdPolicies, provenIds } from '../../domain/ledger/idPolicy.ts';
import { skippableDates } from '../../domain/ledger/skippableDates.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { StepError } from '../stepError.ts';
import { maxUnreadableShare } from './limits.ts';
import { type ReadPage, readStagedPages, type UnreadableEntry } from './readStagedPages.ts';

/** What a completely staged window shows. */
export interface WindowRead {
  /** The pages that were opened: all that hold a date which is not skipped. */
  readonly pages: readonly ReadPage[];
  /** Of every date that is shown. */
  readonly shown: ReadonlyMap<CalendarDate, DayDigest>;
  /** As they were: neither opened nor loaded (ledger 6, step 2). */
  readonly skippedDates: ReadonlySet<CalendarDate>;
  /** Dates of rows that an id shown names: they are loaded wherever they lie. */
  readonly ownerDates: readonly CalendarDate[];
  readonly unreadable: readonly UnreadableEntry[];
  /** When its first page was read. */
  readonly beganAtMs: number | null;
}

type Deps = Pick<ActivityDeps, 'orm' | 'bank' | 'cipher'>;

/**
 * Opens the staged pages of a window that hold anything new, and understands their entries: the pages' digests of dates,
 * added up, say which dates are as they were (ledger 6, step 2). Throws `StepError` `bank_contract_violation` where more
 * than a fifth of a page cannot be read: the bank's format has changed, and nothing is merged (D-16).
 */
export async function readWindow(
  deps: Deps,
  ref: RunAccountRef,
  { connectionId, policies }: Pick<PartRow, 'connectionId'> & { readonly policies: IdPolicies },
): Promise<WindowRead> {
  const inClient = { clientId: ref.clientId, role: 'kontosync_worker' } as const;
  const { heads, unsettled } = await withClient(deps.orm.em, inClient, async (em) => ({
    heads: await listPageHeads(em, ref, 'window'),
    unsettled: (await listUnsettledDates(em, ref)).map(({ date }) => date),
  }));
  const opened = new Map<number, ReadPage>();
  const open = async (wanted: readonly PageHead[]): Promise<void> => {
    const needed = new Set(wanted.flatMap(({ pageNo }) => [pageNo, ...pagesBefore(pageNo)]));
    const pageNos = heads.flatMap(({ pageNo }) => (needed.has(pageNo) && !opened.has(pageNo) ? [pageNo] : []));
    for (const page of await readStagedPages(deps, { ref, connectionId, purpose: 'window', pageNos }))
      opened.set(page.pageNo, intelligible(page));
  };
  const daysOf = ({ pageNo, days }: PageHead): readonly DayDigest[] =>
    days ?? digestDays(opened.get(pageNo)?.entries ?? [], policies);

  // What cannot be understood is looked at each time; and pages staged before there were digests tell nothing closed.
  await open(heads.filter(({ days, unreadable }) => days === null || unreadable > 0));
  const unreadable = unreadableOf([...opened.values()]);
  const shown = addUpDays(heads.flatMap(daysOf));
  const settled = await withClient(deps.orm.em, inClient, (em) => listDayDigests(em, ref, [...shown.keys()]));

  const wanted = new Set(unreadable.flatMap(({ bookingDate }) => bookingDate ?? []));
  for (;;) {
    const skippedDates = skippableDates({ shown, settled, unsettled, wanted });
    await open(heads.filter((head) => daysOf(head).some(({ date }) => !skippedDates.has(date))));
    const ids = idsOf([...opened.values()], skippedDates, policies);
    const ownerDates =
      ids.length === 0 ? [] : await withClient(deps.orm.em, inClient, (em) => listAliasDates(em, ref, ids));
    const isLeftOut = ownerDates.some((date) => skippedDates.has(date));
    if (!isLeftOut) {
      const pages = [...opened.values()].toSorted((a, b) => a.pageNo - b.pageNo);
      return { pages, shown, skippedDates, ownerDates, unreadable, beganAtMs: beganAt(heads) };
    }
    for (const date of ownerDates) wanted.add(date);
  }
}

/** A page may show again what the two before it have shown (ledger 5): without them its entries would count as new. */
const pagesBefore = (pageNo: number): readonly number[] => [pageNo - 1, pageNo - 2];

function intelligible(page: ReadPage): ReadPage {
  const { entries, unreadable } = page;
  if (unreadable.length > (entries.length + unreadable.length) * maxUnreadableShare)
    throw new StepError('bank_contract_violation');
  return page;
}

/** A page that comes again under another key shows nothing more that cannot be understood. */
function unreadableOf(pages: readonly ReadPage[]): readonly UnreadableEntry[] {
  const byBody = new Map(pages.toReversed().map((page) => [page.bodySha256, page.unreadable] as const));
  return [...byBody.values()].flat();
}

/** Ids that pair rows, of the dates that are looked at. */
const idsOf = (
  pages: readonly ReadPage[],
  skippedDates: ReadonlySet<CalendarDate>,
  policies: IdPolicies,
): readonly string[] => [
  ...new Set(
    pages.flatMap(({ entries }) =>
      entries.flatMap(({ entry }) => (skippedDates.has(entry.bookingDate) ? [] : provenIds(entry, policies))),
    ),
  ),
];

const beganAt = (heads: readonly PageHead[]): number | null =>
  heads.length === 0 ? null : Math.min(...heads.map(({ fetchedMs }) => Number(fetchedMs)));
