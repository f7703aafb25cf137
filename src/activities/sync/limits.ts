const minutes = (count: number): number => count * 60_000;
const hours = (count: number): number => minutes(count * 60);

/** D-8: what one step of `fetchPages` takes at most. */
export const stepPages = 20;
export const stepMs = 20_000;

/** D-14: for each account and run. */
export const maxPages = 1_000;
export const maxRows = 50_000;

/** D-15: at so many pages in a row that bring nothing, reading ends. */
export const maxBarrenPages = 3;

/** D-16: how long to wait before a page that could not be read is asked for again; three tries in all. */
export const unreadableWaitsMs: readonly number[] = [500, 2_000];

/** The bank has lost the key of a page: so often is a window begun anew. */
export const mostRestarts = 2;

/** D-5: how often the merge of a part may ask for dates to be read alone, and for how many with a person present. */
export const maxRereadRounds = 2;
export const maxAttendedRereads = 10;

/** D-16, ledger 8: more unreadable entries on a page mean a change of format. */
export const maxUnreadableShare = 0.2;

/** D.2: a run waits for the bank's next day no longer than this. */
export const longestParkedMs = hours(24);

/** Twice what the bank gets at night (D.2): of a run that is older the workflow may be lost. */
export const longestRunMs = hours(2);

/** A person who asked longer ago is taken to have left: the bank must not be told that somebody is there. */
export const presentSince = (nowMs: number): Date => new Date(nowMs - minutes(15));
