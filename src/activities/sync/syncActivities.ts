import type { ActivityDeps } from '../activityDeps.ts';
import { createGrantStore, type GrantStore } from '../grants/grantStore.ts';
import { createCheckBalances } from './checkBalances.ts';
import { createFailAccount } from './failAccount.ts';
import { createFetchPages } from './fetchPages.ts';
import { createFinishRun } from './finishRun.ts';
import { createMergeWindow } from './mergeWindow.ts';
import { createOpenRun } from './openRun.ts';
import { createRereadDates } from './rereadDates.ts';

/** The steps of a sync (design 2). */
export const createSyncActivities = (deps: ActivityDeps, grants: GrantStore = createGrantStore(deps)) => ({
  openRun: createOpenRun(deps),
  fetchPages: createFetchPages(deps, grants),
  mergeWindow: createMergeWindow(deps),
  rereadDates: createRereadDates(deps, grants),
  checkBalances: createCheckBalances(deps, grants),
  failAccount: createFailAccount(deps),
  finishRun: createFinishRun(deps),
});
