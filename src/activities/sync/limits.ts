const minutes = (count: number): number => count * 60_000;
const hours = (count: number): number => minutes(count * 60);

/** D-8: what one step of `fetchPages` takes at most. */
export const stepPages = 20;
export const stepMs = 20_000;

/** D-14: for each account and run. */
export const maxPages = 1_000;
export const maxRows = 50_000;

/** D-15: pages without an entry, one after the other, that a bank may send. */
export const maxEmptyPages = 3;

/** D-16, ledger 8: more unreadable entries on a page mean a change of format. */
export const maxUnreadableShare = 0.2;

/** D.2: a run waits for the bank's next day no longer than this. */
export const longestParkedMs = hours(24);

/** Twice what the bank gets at night (D.2): of a run that is older the workflow may be lost. */
export const longestRunMs = hours(2);

/** A person who asked longer ago is taken to have left: the bank must not be told that somebody is there. */
export const presentSince = (nowMs: number): Date => new Date(nowMs - minutes(15));
