import type { StoredRun } from '../db/sql/read/readRun.ts';
import { type CalendarDate, calendarDate, daysBetween } from '../domain/calendarDate.ts';
import { quietDays } from '../domain/coverageTasks.ts';

/** A `history_from` before what the bank gives at all, before or while the first sync reads. */
export const beyondReach = (historyFrom: CalendarDate | null, firstReachable: CalendarDate): readonly string[] =>
  historyFrom === null || historyFrom >= firstReachable
    ? []
    : [`history_from: the bank gives nothing before ${firstReachable}.`];

/**
 * What the first sync has shown about a `history_from`, for each account that it read: the bank refuses dates so far back,
 * or shows its first transaction so much later that it may have left some out without a word (Q22).
 */
export const shortHistories = (historyFrom: CalendarDate | null, { accounts }: StoredRun): readonly string[] =>
  historyFrom === null
    ? []
    : accounts
        .filter(({ state }) => state === 'merged')
        .flatMap(({ accountId, windowFrom, achievedFrom }) => {
          if (windowFrom > historyFrom)
            return [`history_from: account ${accountId} was read from ${windowFrom} on only.`];
          const isLate = achievedFrom !== null && daysBetween(historyFrom, calendarDate(achievedFrom)) > quietDays;
          return isLate
            ? [`history_from: the bank shows no transaction of account ${accountId} before ${achievedFrom}.`]
            : [];
        });
