import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../contracts/sync.ts';
import type { CheckedAccount } from '../../db/sql/balances/lockChecked.ts';
import { raiseOutcome } from '../../db/sql/balances/raiseOutcome.ts';
import type { OpenMatters } from '../../db/sql/balances/readOpenMatters.ts';
import { replaceCoverage } from '../../db/sql/coverage/replaceCoverage.ts';
import { closeTasks } from '../../db/sql/tasks/closeTasks.ts';
import { openTasks } from '../../db/sql/tasks/openTasks.ts';
import type { BalanceDecision } from '../../domain/balanceCheck.ts';
import { maxDate } from '../../domain/calendarDate.ts';
import { type CoverageInterval, rangeOf, withProof } from '../../domain/coverage.ts';
import { formatMinor } from '../../domain/money.ts';

/** What a check of a balance found, and of what. */
export interface CheckedBalance {
  readonly connectionId: string;
  readonly account: Pick<CheckedAccount, 'currency' | 'windowFrom'>;
  readonly intervals: readonly CoverageInterval[];
  readonly decision: BalanceDecision;
  readonly matters: Pick<OpenMatters, 'isQuarantineOpen' | 'isLaterQuarantineOpen' | 'isWithdrawalOpen'>;
}

const task = 'balance_differs';

/** Outcome, coverage and task that follow from a check, in its transaction (ledger 7). */
export async function followBalance(
  em: EntityManager,
  ref: RunAccountRef,
  { connectionId, account, intervals, decision, matters }: CheckedBalance,
): Promise<void> {
  const { base } = decision.known;
  switch (decision.kind) {
    case 'waits':
      return;
    case 'base_set':
      // What was told is explained; two equal reads explain nothing of an older difference.
      if (decision.reason !== 'two_equal_reads') await closeTasks(em, ref, [task]);
      return;
    case 'differs':
      if (decision.step !== 'task' || base === null) return;
      await openTasks(em, { ...ref, connectionId }, [
        {
          kind: task,
          subject: task,
          transactionIds: [],
          data: {
            from: base.from,
            to: base.through,
            difference: formatMinor(decision.differenceMinor, account.currency),
            currency: account.currency,
          },
        },
      ]);
      return;
    case 'agrees': {
      await closeTasks(em, ref, [task]);
      if (base === null || matters.isQuarantineOpen || matters.isWithdrawalOpen) return;
      if (!matters.isLaterQuarantineOpen) await raiseOutcome(em, ref);
      const proved = rangeOf(maxDate(account.windowFrom, base.from), base.through);
      await replaceCoverage(em, ref, withProof(intervals, proved));
    }
  }
}
