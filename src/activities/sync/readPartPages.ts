import type { RunAccountRef } from '../../contracts/sync.ts';
import type { PartRow } from '../../db/sql/pages/readPart.ts';
import type { RereadRow } from '../../db/sql/rereads/listRereads.ts';
import { bankToday, type CalendarDate } from '../../domain/calendarDate.ts';
import type { DayDigest } from '../../domain/ledger/dayDigest.ts';
import type { ObservedEntry, Reread, Snapshot } from '../../domain/ledger/mergePlan.ts';
import type { ReadDates } from '../../domain/ledger/skippableDates.ts';
import { type TakenSnapshots, takeSnapshots } from '../../domain/ledger/takeSnapshots.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import { readRereads } from './readRereads.ts';
import { readWindow } from './readWindow.ts';
import { type SetAside, setAside } from './setAside.ts';
import { storedPolicies } from './storedPolicies.ts';

/** What the bank has shown to a part of a run: its window, and the dates that were read alone. */
export interface PartRead {
  readonly dates: ReadDates;
  readonly ownerDates: readonly CalendarDate[];
  readonly shown: ReadonlyMap<CalendarDate, DayDigest>;
  readonly taken: Pick<TakenSnapshots, 'demotions' | 'policies'> & { readonly window: Snapshot };
  readonly dated: readonly Reread[];
  readonly aside: SetAside;
  /** When the read began, and on which day of the bank. */
  readonly readAt: Date;
  readonly readOn: CalendarDate;
}

/** Opens and understands all that a part has staged, before its account is locked. */
export async function readPartPages(
  deps: Pick<ActivityDeps, 'orm' | 'bank' | 'cipher' | 'clock'>,
  ref: RunAccountRef,
  { part, rereads }: { readonly part: PartRow; readonly rereads: readonly RereadRow[] },
): Promise<PartRead> {
  const { descriptor } = deps.bank;
  const { connectionId } = part;
  const window = { from: part.windowFrom, to: part.windowTo };
  const given = storedPolicies(descriptor.idPolicy, part.demotedIds);
  const read = await readWindow(deps, ref, { connectionId, policies: given });
  const again = await readRereads(deps, ref, { connectionId, rereads });
  const { pages, shown, skippedDates, ownerDates, unreadable, beganAtMs } = read;
  const taken = takeSnapshots(
    pages,
    again.map((date) => date.pages),
    given,
  );
  const isOutside = (date: string): boolean => date < window.from || window.to < date;
  const readAtMs = beganAtMs ?? deps.clock.now();
  const aside = await setAside(deps, ref, { connectionId, unreadable });
  return {
    dates: {
      window,
      otherDates: [...shown.keys()].filter((date) => isOutside(date) && !skippedDates.has(date)),
      skippedDates,
    },
    ownerDates,
    shown,
    taken: { ...taken, window: withoutDates(taken.window, skippedDates) },
    dated: again.flatMap(({ targetDate, fromDate, pages: ofDate }, index): readonly Reread[] => {
      const snapshot = taken.rereads[index];
      const hasUnreadable = ofDate.some((page) =>
        page.unreadable.some(({ rawSha256 }) => !aside.acceptedForms.has(rawSha256)),
      );
      return snapshot === undefined ? [] : [{ targetDate, fromDate, snapshot, hasUnreadable }];
    }),
    aside: { ...aside, heldDates: new Set([...aside.heldDates].filter((date) => !isOutside(date))) },
    readAt: new Date(readAtMs),
    readOn: bankToday(readAtMs, descriptor.timeZone),
  };
}

/** Skipped dates are taken out after the pages were put together: what they show says how the pages were cut. */
function withoutDates({ entries, doubtful, collapsed }: Snapshot, dates: ReadonlySet<CalendarDate>): Snapshot {
  if (dates.size === 0) return { entries, doubtful, collapsed };
  const isKept = ({ entry }: ObservedEntry): boolean => !dates.has(entry.bookingDate);
  return {
    entries: entries.filter(isKept),
    doubtful: new Set([...doubtful].filter(isKept)),
    collapsed: collapsed.filter(isKept),
  };
}
