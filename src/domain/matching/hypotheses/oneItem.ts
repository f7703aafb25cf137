import { compareAmount, type OneItemKind } from '../comparison/compareAmount.ts';
import { compareItem } from '../comparison/compareItem.ts';
import type { ItemAllocation } from '../decision.ts';
import type { ItemEvidence } from '../evidence.ts';
import type { MatchingLedger } from '../ledger/matchingLedger.ts';
import { type CompiledModel, weightOf } from '../model/compiledModel.ts';
import type { OpenItem } from '../openItem.ts';
import type { Payment } from '../payment.ts';
import type { Hypothesis } from './hypothesis.ts';
import { knownFeesMinor } from './knownFees.ts';
import { isOrderedAmount, oneItemKind, paidMinorOf } from './oneItemKind.ts';

/**
 * The hypothesis that this item explains the payment, with its evidence; `null` where the amounts allow none, or where the
 * amounts do not agree and nothing else points at the item: everybody could have paid a part of everything.
 */
export function oneItemHypothesis(
  payment: Payment,
  item: OpenItem,
  ledger: MatchingLedger,
  model: CompiledModel,
): Hypothesis | null {
  const kind = oneItemKind(payment, item);
  if (kind === null) return null;
  const found = compareItem(payment, item, ledger);
  if (!isAmountKnown(kind, payment, item) && !isPointedAt(found, model)) return null;
  const allocations = allocationsOf(kind, payment, item);
  const usedMinor = allocations.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const amount = compareAmount(kind, payment, item, ledger);
  const open = ledger.chances.openCount(item.side, item.currency);
  return {
    kind,
    allocations,
    items: [item],
    // When an invoice is paid a second time says nothing: its due date is over.
    evidence:
      kind === 'duplicate'
        ? [found.ref, amount, found.party]
        : [found.ref, amount, found.party, found.date, found.context],
    // Any of the known fees, on top or taken off, would have done.
    lnSpread: Math.log(Math.max(1, open) * (kind === 'fee' ? 2 * knownFeesMinor.size : 1)),
    residualMinor: kind === 'converted' ? 0n : paidMinorOf(payment) - usedMinor,
    solutions: 1,
  };
}

function isAmountKnown(kind: OneItemKind, payment: Payment, item: OpenItem): boolean {
  switch (kind) {
    case 'single':
    case 'credit_paid_out':
    case 'duplicate':
    case 'rounding':
      return true;
    case 'converted':
      return isOrderedAmount(payment, item);
    case 'fee':
    case 'partial':
    case 'over':
      return false;
  }
}

const isPointedAt = ({ ref, party }: ItemEvidence, model: CompiledModel): boolean =>
  weightOf(model, ref) + weightOf(model, party) > 0;

function allocationsOf(kind: OneItemKind, payment: Payment, item: OpenItem): readonly ItemAllocation[] {
  switch (kind) {
    case 'duplicate':
      return [];
    case 'partial':
      return [{ itemId: item.id, amountMinor: paidMinorOf(payment) }];
    case 'converted':
      return [{ itemId: item.id, amountMinor: convertedMinorOf(payment, item) }];
    case 'single':
    case 'over':
    case 'fee':
    case 'rounding':
    case 'credit_paid_out':
      return [{ itemId: item.id, amountMinor: item.residualMinor }];
  }
}

/** In the item's currency: what was ordered where the bank tells it, else the rate is not known and all of it is meant. */
function convertedMinorOf({ original }: Payment, { currency, residualMinor }: OpenItem): bigint {
  if (original === null || original.currency !== currency || original.amountMinor === 0n) return residualMinor;
  const orderedMinor = paidMinorOf(original);
  return orderedMinor < residualMinor ? orderedMinor : residualMinor;
}
