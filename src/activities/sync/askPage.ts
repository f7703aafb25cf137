import { Context } from '@temporalio/activity';
import { BankError } from '../../bank/bankError.ts';
import { isUnserved } from '../../bank/classifyFailure.ts';
import type { TransactionPage, TransactionsQuery } from '../../bank/port.ts';
import type { ErrorCode } from '../../contracts/errorCodes.ts';
import { bankToday, type CalendarDate } from '../../domain/calendarDate.ts';
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

/** No read is left on the bank's day on which the question was put; where the bank has said so, with how long it asks to wait. */
export interface NoReads {
  readonly bankDay: CalendarDate;
  readonly waitMs: number;
}
export type PageAnswer =
  | { readonly kind: 'page'; readonly page: TransactionPage }
  | ({ readonly kind: 'none' } & NoReads);

/**
 * Asks for one page, and a few times more where that may help (D-16). Each question for a first page without a person is
 * reserved before it, and given back where it was surely not served (D-12); a token that is refused and replaced on the
 * way is the same read. Throws `BankError`.
 */
export async function askPage(
  { bank, clock, failpoint }: Pick<ActivityDeps, 'bank' | 'clock' | 'failpoint'>,
  { ask, query, reads, patientWith, failpoints }: PageQuestion,
): Promise<PageAnswer> {
  const isFirst = query.cursor === undefined;
  const waitsMs = unreadableWaitsMs.values();
  for (;;) {
    const bankDay = bankToday(clock.now(), bank.descriptor.timeZone);
    let reserved: ReservedRead | null = null;
    if (isFirst && reads !== null) {
      reserved = await reads.reserve(bankDay);
      if (reserved === null) return { kind: 'none', bankDay, waitMs: 0 };
    }
    failpoint?.(`${failpoints}.before_call`);
    try {
      return { kind: 'page', page: await ask((call) => bank.transactionsPage(call, query)) };
    } catch (error) {
      if (!(error instanceof BankError)) throw error;
      if (isUnserved(error.details)) await reserved?.giveBack();
      if (error.code === 'quota_exhausted') {
        await reads?.close(bankDay);
        return { kind: 'none', bankDay, waitMs: error.details.retryAfterMs ?? 0 };
      }
      const waitMs = patientWith.has(error.code) ? waitsMs.next().value : undefined;
      if (waitMs === undefined) throw error;
      await Context.current().sleep(waitMs);
    } finally {
      failpoint?.(`${failpoints}.after_call`);
    }
  }
}
