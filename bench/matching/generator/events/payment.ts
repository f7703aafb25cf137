import type { TruthKind } from '../records.ts';
import { rateOn } from './issue.ts';
import type { Counterparty, Party, PaymentEvent, PlanAllocation, Reference } from './types.ts';

export interface PaymentParts {
  readonly kind: TruthKind;
  readonly day: number;
  readonly counterparty: Counterparty | null;
  readonly allocations: readonly PlanAllocation[];
  readonly reference: Reference;
  readonly tags: readonly string[];
  /** More (or, negative, less) than what is allocated; in kroner, or the item's currency before conversion. */
  readonly extraMinor?: number;
  /** Bank's margin and fee on a converted payment, as a share. */
  readonly marginShare?: number;
}

const sumOf = (allocations: readonly PlanAllocation[]): number =>
  allocations.reduce(
    (sum, { plan, amountMinor }) => sum + (plan.kind === 'credit_note' ? -amountMinor : amountMinor),
    0,
  );

/** A payment in the direction of its allocations; items in another currency are converted at the day's rate. */
export function paymentOf(party: Party, parts: PaymentParts): PaymentEvent {
  const { kind, day, counterparty, allocations, reference, tags, extraMinor = 0, marginShare = 0 } = parts;
  const net = sumOf(allocations);
  const ordered = Math.abs(net) + extraMinor;
  const converted = party.currency !== 'NOK';
  const outward = (party.side === 'payable') === net >= 0;
  return {
    day,
    direction: outward ? 'out' : 'in',
    kind: converted ? 'converted' : kind,
    amountMinor: converted ? Math.round(ordered * rateOn(party.currency, day) * (1 - marginShare)) : ordered,
    counterparty,
    allocations,
    reference,
    original: converted ? { amountMinor: ordered, currency: party.currency } : null,
    tags,
    parts: [],
    partsShown: false,
  };
}
