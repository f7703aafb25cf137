import { compareWithout } from '../comparison/compareWithout.ts';
import type { MatchingLedger } from '../ledger/matchingLedger.ts';
import type { Payment } from '../payment.ts';
import type { Hypothesis } from './hypothesis.ts';
import { paidMinorOf } from './oneItemKind.ts';

/** Explanations without an item: none, and a transfer between the client's own accounts (matching 5). */
export function hypothesesWithoutItem(payment: Payment, ledger: MatchingLedger): readonly Hypothesis[] {
  const nothing = {
    allocations: [],
    items: [],
    lnSpread: 0,
    residualMinor: paidMinorOf(payment),
    solutions: 1,
  };
  const none: Hypothesis = { ...nothing, kind: 'none', evidence: [compareWithout(payment, ledger)] };
  if (!ledger.isOwnAccount(payment.counterpartyAccount)) return [none];
  const ownAccount = {
    group: 'PARTY',
    level: 'own_account',
    lnChance: null,
    detail: { account: payment.counterpartyAccount ?? '' },
  } as const;
  return [none, { ...nothing, kind: 'own_transfer', evidence: [ownAccount] }];
}
