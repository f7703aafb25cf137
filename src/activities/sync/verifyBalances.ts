import type { EntityManager } from '@mikro-orm/postgresql';
import type { RunAccountRef } from '../../contracts/sync.ts';
import { type CheckedAccount, lockChecked } from '../../db/sql/balances/lockChecked.ts';
import { type OpenMatters, readOpenMatters } from '../../db/sql/balances/readOpenMatters.ts';
import { storeCheck } from '../../db/sql/balances/storeCheck.ts';
import { fromStoredCheck, toStoredCheck } from '../../db/sql/balances/storedCheck.ts';
import { sumRows } from '../../db/sql/balances/sumRows.ts';
import { readCoverage } from '../../db/sql/coverage/readCoverage.ts';
import {
  type BalanceDecision,
  decideBalanceCheck,
  type KnownBalance,
  type OpenMatter,
  usableBase,
} from '../../domain/balanceCheck.ts';
import {
  type BalanceWitness,
  balanceStart,
  chooseFigure,
  isReadThrough,
  type ListedFigure,
  type UsableFigure,
} from '../../domain/balanceFigure.ts';
import type { CalendarDate } from '../../domain/calendarDate.ts';
import { followBalance } from './followBalance.ts';

export interface FiguresRead {
  readonly connectionId: string;
  readonly figures: readonly ListedFigure[];
  readonly witness: BalanceWitness;
  /** The bank's day on which they were read. */
  readonly readOn: CalendarDate;
}
export type BalanceFinding =
  | { readonly kind: BalanceDecision['kind']; readonly reason: BalanceDecision['reason'] }
  | { readonly kind: 'not_checked'; readonly reason: string };

/**
 * Compares the bank's figure with the account's rows (ledger 6, step 10; 7), in a short transaction under the account's
 * lock and the fence of the merge. Agreement makes the part `complete`, and the dates of its window that the figure
 * includes; a difference widens the next window once and is then a person's.
 */
export async function verifyBalances(
  em: EntityManager,
  ref: RunAccountRef,
  { connectionId, figures, witness, readOn }: FiguresRead,
): Promise<BalanceFinding> {
  const { clientId, runId, accountId } = ref;
  const account = await lockChecked(em, ref);
  if (account === null) return notChecked('changed_meanwhile');
  const choice = chooseFigure(figures, { witness, currency: account.currency, readOn });
  if (choice.kind === 'none') return notChecked(choice.reason);
  const { figure } = choice;
  const { through } = figure;
  if (!isReadThrough(through, { ...account, figureReadOn: readOn })) return notChecked('not_read_so_far');
  const intervals = await readCoverage(em, clientId, accountId);
  const start = balanceStart(intervals, through);
  if (start === null) return notChecked('history_in_doubt');

  const known = fromStoredCheck(account.check);
  const matters = await readOpenMatters(em, { clientId, accountId, range: { from: start, to: through } });
  const decision = decideBalanceCheck(known, {
    ...(await sumsOf(em, ref, { account, known, figure, start })),
    runId,
    figureMinor: figure.amountMinor,
    through,
    start,
    merges: account.merges,
    open: openMatter(matters),
    isDeep: account.isDeep,
    isTaskOpen: matters.isTaskOpen,
  });
  const widens = decision.kind === 'differs' && decision.step === 'widen';
  await storeCheck(em, { clientId, accountId, check: toStoredCheck(decision, { runId, through }), widens });
  await followBalance(em, ref, { connectionId, account, intervals, decision, matters });
  return { kind: decision.kind, reason: decision.reason };
}

const notChecked = (reason: string): BalanceFinding => ({ kind: 'not_checked', reason });

function sumsOf(
  em: EntityManager,
  { clientId, accountId }: RunAccountRef,
  {
    account: { currency },
    known,
    figure: { through },
    start,
  }: {
    readonly account: CheckedAccount;
    readonly known: KnownBalance;
    readonly figure: UsableFigure;
    readonly start: CalendarDate;
  },
): ReturnType<typeof sumRows> {
  const base = usableBase(known, start);
  const { candidate } = known;
  return sumRows(em, {
    clientId,
    accountId,
    currency,
    summed: { from: base?.from ?? start, to: through },
    candidate: candidate === null ? null : { from: candidate.from, to: candidate.through },
    since: base,
  });
}

function openMatter({ isQuarantineOpen, isWithdrawalOpen, isCountUnsure }: OpenMatters): OpenMatter | null {
  if (isQuarantineOpen) return 'quarantine_open';
  if (isWithdrawalOpen) return 'withdrawal_open';
  return isCountUnsure ? 'count_not_sure' : null;
}
