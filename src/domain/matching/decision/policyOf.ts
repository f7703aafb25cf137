import { parseMinor } from '../../money.ts';
import { type MatchingPolicy, ownCurrency } from './policy.ts';

/** A client's settings as the contract has them: decimal strings in the client's own currency (3.2). */
export interface PolicySettings {
  readonly mode: MatchingPolicy['mode'];
  readonly max_auto_amount?: string | undefined;
  readonly write_off_limit?: string | undefined;
  readonly fifo?: boolean | undefined;
}

/** `isStopped`: the operator's kill switch. An amount that cannot be read allows nothing. */
export function policyOf(settings: PolicySettings, isStopped: boolean): MatchingPolicy {
  const minor = (amount: string | undefined, otherwise: bigint | null): bigint | null => {
    if (amount === undefined) return otherwise;
    const parsed = parseMinor(amount, ownCurrency);
    return parsed.ok ? parsed.amountMinor : 0n;
  };
  return {
    mode: settings.mode,
    isStopped,
    maxAutoAmountMinor: minor(settings.max_auto_amount, null),
    writeOffLimitMinor: minor(settings.write_off_limit, 0n) ?? 0n,
    fifo: settings.fifo ?? false,
  };
}
