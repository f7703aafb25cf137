import type { BalanceBase, BalanceCandidate, BalanceDecision, KnownBalance } from '../../../domain/balanceCheck.ts';
import { nothingKnown } from '../../../domain/balanceCheck.ts';
import type { CalendarDate } from '../../../domain/calendarDate.ts';

/** `bank_accounts.balance_check`: JSON knows no bigint, so amounts are text. */
export interface StoredCheck {
  readonly base: Stored<BalanceBase> | null;
  readonly candidate: Stored<BalanceCandidate> | null;
  readonly widenedBy: string | null;
  readonly isTold: boolean;
  /** What the latest check found, for people. */
  readonly found: {
    readonly kind: BalanceDecision['kind'];
    readonly reason: BalanceDecision['reason'];
    readonly through: CalendarDate;
    readonly differenceMinor: string | null;
    readonly runId: string;
  };
}
type Stored<T extends BalanceBase> = Omit<T, 'offsetMinor'> & { readonly offsetMinor: string };

/** What earlier checks have left; nothing before the first. */
export function fromStoredCheck(stored: StoredCheck | null): KnownBalance {
  if (stored === null) return nothingKnown;
  const { base, candidate, widenedBy, isTold } = stored;
  return {
    base: base === null ? null : { ...base, offsetMinor: BigInt(base.offsetMinor) },
    candidate: candidate === null ? null : { ...candidate, offsetMinor: BigInt(candidate.offsetMinor) },
    widenedBy,
    isTold,
  };
}

/** What the next check starts from. */
export function toStoredCheck(
  decision: BalanceDecision,
  { runId, through }: { readonly runId: string; readonly through: CalendarDate },
): StoredCheck {
  const { kind, reason, known } = decision;
  const { base, candidate, widenedBy, isTold } = known;
  return {
    base: base === null ? null : { ...base, offsetMinor: base.offsetMinor.toString() },
    candidate: candidate === null ? null : { ...candidate, offsetMinor: candidate.offsetMinor.toString() },
    widenedBy,
    isTold,
    found: {
      kind,
      reason,
      through,
      differenceMinor: kind === 'differs' ? decision.differenceMinor.toString() : null,
      runId,
    },
  };
}
