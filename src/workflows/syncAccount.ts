import type { RunAccountRef, SyncProgress } from '../contracts/sync.ts';
import { type BankCalls, bulkDb } from './proxies.ts';

export interface MergedAccount {
  readonly newRows: number;
  readonly changedRows: number;
}

/** Reads one account and merges what was read whole. Else it is parked or partial: outcomes that finishRun reads from the rows. */
export async function syncAccount(
  ref: RunAccountRef,
  { fetchPages, rereadDates, checkBalances }: BankCalls,
  { show, merged: told }: { show(change: Partial<SyncProgress>): void; merged(rows: MergedAccount): void },
): Promise<'merged' | 'parked' | 'partial'> {
  let step = await fetchPages(ref);
  while (step.kind === 'more') {
    show({ pages: step.pages, rows: step.rows });
    step = await fetchPages(ref);
  }
  show({ pages: step.pages, rows: step.rows });
  if (step.kind === 'parked' || step.kind === 'partial') return step.kind;
  show({ stage: 'merging' });
  let merged = await bulkDb.mergeWindow(ref);
  // Histories that were recorded before it asked for dates have no such count.
  while ((merged.rereads ?? 0) > 0) {
    show({ stage: 'reading dates again' });
    while ((await rereadDates(ref)).kind === 'more');
    show({ stage: 'merging' });
    merged = await bulkDb.mergeWindow(ref);
  }
  told(merged);
  // Balances are a step of their own: their failure must not hold back transactions.
  show({ stage: 'checking balances' });
  await checkBalances(ref);
  return 'merged';
}
