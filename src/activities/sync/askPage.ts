import { Context } from '@temporalio/activity';
import { BankError } from '../../bank/bankError.ts';
import { isUnserved } from '../../bank/classifyFailure.ts';
import type { TransactionPage, TransactionsQuery } from '../../bank/port.ts';
import type { ErrorCode } from '../../contracts/errorCodes.ts';
import type { ActivityDeps } from '../activityDeps.ts';
import type { AskBank } from './bankReader.ts';
import type { DaysReads, ReservedRead } from './daysReads.ts';
import { unreadableWaitsMs } from './limits.ts';

export interface PageQuestion {
  readonly ask: AskBank;
  readonly query: TransactionsQuery;
  /** The day's unattended reads; null: a person is present, so the bank does not count. */
  readonly reads: DaysReads | null;
  /** Codes of failures at which the page is asked for again at once, a few times. */
  readonly patientWith: ReadonlySet<ErrorCode>;
  /** `stage` or `reread`, of the names of failpoints. */
  readonly failpoints: string;
}

/** `none`: no read is left for today; where the bank itself has said so, with how long it asks to wait. */
export type PageAnswer =
  | { readonly kind: 'page'; readonly page: TransactionPage }
  | { readonly kind: 'none'; readonly waitMs: number };

/**
 * Asks for one page, and a few times more where that may help (D-16). Each question for a first page without a person is
 * reserved before it, and given back where it was surely not served (D-12); a token that is refused and replaced on the
 * way is the same read. Throws `BankError`.
 */
export async function askPage(
  { bank, failpoint }: Pick<ActivityDeps, 'bank' | 'failpoint'>,
  { ask, query, reads, patientWith, failpoints }: PageQuestion,
): Promise<PageAnswer> {
  const isFirst = query.cursor === undefined;
  for (const waitMs of [...unreadableWaitsMs, null]) {
    let reserved: ReservedRead | null = null;
    if (isFirst && reads !== null) {
      reserved = await reads.reserve();
      if (reserved === null) return { kind: 'none', waitMs: 0 };
    }
    failpoint?.(`${failpoints}.before_call`);
    try {
      return { kind: 'page', page: await ask((call) => bank.transactionsPage(call, query)) };
    } catch (error) {
      if (!(error instanceof BankError)) throw error;
      if (isUnserved(error.details)) await reserved?.giveBack();
      if (error.code === 'quota_exhausted') {
        await reads?.close();
        return { kind: 'none', waitMs: error.details.retryAfterMs ?? 0 };
      }
      if (waitMs === null || !patientWith.has(error.code)) throw error;
      await Context.current().sleep(waitMs);
    } finally {
      failpoint?.(`${failpoints}.after_call`);
    }
  }
  return { kind: 'none', waitMs: 0 };
}
